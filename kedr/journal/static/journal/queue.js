/**
 * Commands on their way to the server. One batch flies at a time and one command of a row; nothing is lost while the
 * page lives, nothing is sent twice under two ids, and a stale command never overwrites: it becomes a trouble to settle.
 * A command the server breaks on is found by halving its batch, and from then on goes alone: it holds nobody up.
 *
 * @import { Answer, Command, Edit, Entry, Outcome, Row, State, Trouble } from "./types.js"
 */

import { bodyOf, fieldsOf } from "./rows.js";
import { uuid7 } from "./ids.js";

const BATCH = 50;
const BATCH_BYTES = 60_000;
const SLOW_MS = 300;
const FIRST_RETRY_MS = 1_000;
const LAST_RETRY_MS = 30_000;
const HALVE_AFTER = 3; // answers of a broken server in a row
const FAILED_AFTER = 5;
const FAILED = "Сервер не смог это записать. Запись не потеряна: скоро попробуем ещё раз.";

/**
 * Where entries are kept. In memory now; a store that outlives the page fits the same three calls.
 * @typedef {object} Store
 * @property {(entry: Entry) => void} put
 * @property {(id: string) => void} remove
 * @property {() => Entry[]} all in the order of entry
 */

/** @returns {Store} */
export function memoryStore() {
  /** @type {Map<string, Entry>} */
  const entries = new Map();
  return {
    put: (entry) => void entries.set(entry.command.id, entry),
    remove: (id) => void entries.delete(id),
    all: () => [...entries.values()],
  };
}

/**
 * @typedef {object} Ground what the queue stands on
 * @property {(commands: Command[]) => Promise<Answer>} send
 * @property {(key: string) => number} version what the model has of a row
 * @property {(key: string) => Row} row
 * @property {(key: string, fields: Partial<Row>, version: number) => void} settle
 * @property {{course: string, period: string}} place
 * @property {(edit: Edit) => string} [why] the reason that a change of a locked row goes with
 * @property {Store} [store]
 * @property {() => number} [random]
 */

export class Queue {
  #ground;
  #store;
  /** @type {Map<string, {entries: Entry[], trouble: Trouble | null}>} what waits, by row */
  #lanes = new Map();
  #flying = false;
  #slow = false;
  #failures = 0;
  #broken = 0; // of the failures, answers of a server that broke, in a row
  #limit = BATCH;
  /** @type {Set<Entry>} commands the server breaks on: each is tried again alone, when nothing else waits */
  #failed = new Set();
  /** @type {Entry | undefined} a failed one that is wanted now */
  #wanted;
  #halted = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  /** @type {"" | "offline" | "signed-out"} why nothing goes out */
  stopped = "";

  /** @type {(keys: Set<string>) => void} rows to paint anew */
  onChange = () => {};
  /** @type {(entry: Entry, outcome: Outcome) => void} for the ear */
  onOutcome = () => {};

  /** @param {Ground} ground */
  constructor(ground) {
    this.#ground = ground;
    this.#store = ground.store ?? memoryStore();
  }

  /** How many wishes are not on the server yet; those in a conflict are counted apart. */
  get unsent() {
    return [...this.#lanes.values()].reduce((sum, { entries }) => sum + entries.length, 0);
  }

  /** Whether the counter should be seen: sending takes long, or stopped. */
  get isSlow() {
    return this.#slow || this.stopped !== "";
  }

  /** @returns {[string, Trouble][]} rows to settle by hand */
  get troubles() {
    return [...this.#lanes].flatMap(([key, { trouble }]) => (trouble ? [[key, trouble]] : []));
  }

  /** @param {string} key */
  trouble(key) {
    return this.#lanes.get(key)?.trouble ?? null;
  }

  /**
   * The unsent fields of a row. A conflict still shows the teacher's wish; a refusal shows what the server holds.
   * @param {string} key
   * @returns {Partial<Row> | undefined}
   */
  fields(key) {
    const lane = this.#lanes.get(key);
    if (!lane) return undefined;
    const entries = lane.trouble?.type === "conflict" ? [...lane.trouble.entries, ...lane.entries] : lane.entries;
    return entries.length ? Object.assign({}, ...entries.map(({ edit }) => edit.fields)) : undefined;
  }

  /** @param {string} key @returns {State} */
  state(key) {
    const lane = this.#lanes.get(key);
    if (!lane) return "";
    if (lane.trouble) return lane.trouble.type;
    if (!lane.entries.length) return "";
    if (this.stopped) return "offline";
    return this.#slow && lane.entries.some(({ tried }) => tried) ? "sending" : "";
  }

  /**
   * Takes wishes in; they go out together, as soon as the page is free.
   * @param {Edit[]} edits
   * @param {number} [hold] milliseconds to wait before they are sent: they may yet change
   */
  put(edits, hold = 0) {
    const after = hold ? Date.now() + hold : 0;
    for (const edit of edits) this.#add(edit, after);
    this.onChange(new Set(edits.map(({ key }) => key)));
    this.#schedule(hold);
  }

  /** @param {Edit} edit @param {number} after the moment until which it waits */
  #add(edit, after) {
    const lane = this.#lane(edit.key);
    if (lane.trouble?.type === "conflict") {
      // still not settled: the newer wish takes the place of the older, and waits for the choice
      for (const entry of lane.trouble.entries) {
        if (entry.edit.kind === edit.kind) entry.edit = { ...edit, fields: { ...entry.edit.fields, ...edit.fields } };
      }
      return;
    }
    lane.trouble = null;
    const last = lane.entries.at(-1);
    const row = { ...this.#ground.row(edit.key), ...edit.fields };
    const id = uuid7();
    const reason = this.#ground.why?.(edit) || edit.reason;
    const body = bodyOf(reason ? { ...edit, reason } : edit, row, this.#ground.place);
    const seen = edit.base ?? this.#ground.version(edit.key);
    if (last && (!last.tried || this.#failed.has(last)) && last.edit.kind === edit.kind) {
      // nobody took the former wish: this one takes its place, and its base
      this.#store.remove(last.command.id);
      this.#failed.delete(last);
      last.tried = false;
      last.after = after;
      last.edit = { ...edit, fields: { ...last.edit.fields, ...edit.fields } };
      last.command = { ...body, id, base: last.command.base, at: new Date().toISOString() };
      this.#store.put(last);
      return;
    }
    /** @type {Entry} */
    const entry = { key: edit.key, edit, tried: false, after, command: { ...body, id, base: seen, at: new Date().toISOString() } };
    lane.entries.push(entry);
    this.#store.put(entry);
  }

  /** @param {string} key */
  #lane(key) {
    const lane = this.#lanes.get(key) ?? { entries: [], trouble: null };
    this.#lanes.set(key, lane);
    return lane;
  }

  /**
   * The teacher's choice in a conflict: their own value again, over the server's, or the server's as it stands.
   * @param {string} key
   * @param {"mine" | "theirs"} choice
   */
  choose(key, choice) {
    const lane = this.#lanes.get(key);
    const trouble = lane?.trouble;
    if (!lane || !trouble) return;
    lane.trouble = null;
    if (choice === "mine") {
      const base = trouble.server?.version ?? this.#ground.version(key);
      this.put(trouble.entries.map(({ edit }) => ({ ...edit, base, reason: "conflict" })));
      return;
    }
    this.#sweep(key);
    this.onChange(new Set([key]));
  }

  /** Whether the row's trouble is a command that the server broke on. @param {string} key */
  isFailed(key) {
    const entry = this.#lanes.get(key)?.entries[0];
    return entry !== undefined && this.#failed.has(entry);
  }

  /** «Повторить»: tries a failed command at once. @param {string} key */
  again(key) {
    const lane = this.#lanes.get(key);
    if (!lane || !this.isFailed(key)) return;
    lane.trouble = null;
    this.#wanted = lane.entries[0];
    this.onChange(new Set([key]));
    this.#schedule(0);
  }

  /** While another person sits at this computer nothing goes out under their name. @param {boolean} isHalted */
  halt(isHalted) {
    this.#halted = isHalted;
    if (isHalted) this.stopped = "signed-out";
    this.onChange(new Set(this.#lanes.keys()));
  }

  /** Tries at once: the connection or the person came back. */
  retry() {
    if (!this.unsent) this.stopped = "";
    this.#failures = 0;
    this.#schedule(0);
  }

  /** @param {number} delay */
  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fly(), delay);
  }

  /** @returns {Entry[]} the first waiting command of each row, oldest first; a failed one goes last and alone */
  #batch() {
    const now = Date.now();
    const ready = this.#store.all().filter((entry) => entry.after <= now && this.#lanes.get(entry.key)?.entries[0] === entry);
    const sound = ready.filter((entry) => !this.#failed.has(entry));
    const wanted = ready.filter((entry) => entry === this.#wanted);
    if (wanted.length || !sound.length) return wanted.length ? wanted : ready.slice(0, 1);
    /** @type {Entry[]} */
    const batch = [];
    let bytes = 0;
    for (const entry of sound) {
      bytes += new TextEncoder().encode(JSON.stringify(entry.command)).length;
      if (batch.length === this.#limit || (batch.length && bytes > BATCH_BYTES)) break;
      batch.push(entry);
    }
    return batch;
  }

  /** Nothing is ready yet: comes back when the first of those held is. */
  #wait() {
    const held = this.#store.all().map(({ after }) => after).filter((after) => after > Date.now());
    if (held.length) this.#schedule(Math.min(...held) - Date.now());
  }

  async #fly() {
    if (this.#flying || this.#halted) return;
    const batch = this.#batch();
    if (!batch.length) return this.#wait();
    this.#flying = true;
    for (const entry of batch) entry.tried = true;
    this.#wanted = undefined;
    const keys = new Set(batch.map(({ key }) => key));
    const slow = setTimeout(() => {
      this.#slow = true;
      this.onChange(keys);
    }, SLOW_MS);
    const answer = await this.#ground.send(batch.map(({ command }) => command)).catch(() => null);
    clearTimeout(slow);
    this.#flying = this.#slow = false;
    this.#land(batch, keys, answer);
  }

  /**
   * @param {Entry[]} batch
   * @param {Set<string>} keys
   * @param {Answer | null} answer null without a connection
   */
  #land(batch, keys, answer) {
    const wasStopped = this.stopped;
    const isMended = answer?.type === "outcomes" && batch.some((entry) => this.#failed.has(entry));
    if (answer?.type !== "later") this.#broken = 0;
    if (answer?.type === "outcomes") {
      this.stopped = "";
      this.#failures = 0;
      const outcomes = new Map(answer.outcomes.map((outcome) => [outcome.id, outcome]));
      for (const entry of batch) this.#settle(entry, outcomes.get(entry.command.id));
    } else if (answer?.type === "bad" && batch.length > 1) {
      this.#limit = 1; // find the bad one: each goes alone
    } else if (answer?.type === "bad" && batch[0]) {
      const { sentence } = answer;
      this.#settle(batch[0], { id: batch[0].command.id, status: "refused", code: "malformed", sentence });
      this.#limit = BATCH;
    } else if (answer?.type === "later" && this.#setAside(batch)) {
      this.stopped = "";
      this.#failures = this.#broken = 0;
    } else {
      this.stopped = answer?.type === "signed-out" ? "signed-out" : "offline";
      this.#failures += 1;
    }
    const all = this.stopped !== wasStopped;
    this.onChange(all ? new Set([...keys, ...this.#lanes.keys()]) : keys);
    if (!this.unsent) this.#limit = BATCH;
    else if (this.stopped === "offline") this.#schedule(this.#spread(FIRST_RETRY_MS * 2 ** (this.#failures - 1)));
    else if (!this.stopped) {
      const isFailedNext = this.#batch().some((entry) => this.#failed.has(entry));
      this.#schedule(isFailedNext && !isMended ? this.#spread(LAST_RETRY_MS) : 0);
    }
  }

  /**
   * The server broke on a batch: again, and the next one is half of it; on one command alone, and that one is set aside.
   * @param {Entry[]} batch
   * @returns {boolean} whether the others may go on at once
   */
  #setAside(batch) {
    this.#broken += 1;
    const [entry] = batch;
    if (!entry || batch.length > 1) {
      if (this.#broken >= HALVE_AFTER) this.#limit = Math.ceil(batch.length / 2);
      return false;
    }
    const isKnown = this.#failed.has(entry);
    if (!isKnown && this.#broken < FAILED_AFTER) return false;
    this.#failed.add(entry);
    this.#store.remove(entry.command.id);
    this.#store.put(entry); // to the end: others that failed have their turn first
    this.#lane(entry.key).trouble = { type: "refused", entries: [entry], sentence: FAILED };
    this.#limit = BATCH;
    if (!isKnown) this.onOutcome(entry, { id: entry.command.id, status: "refused", code: "failed", sentence: FAILED });
    return true;
  }

  /** Not longer than the longest wait, and never all browsers of a school at once. @param {number} full */
  #spread(full) {
    return Math.min(LAST_RETRY_MS, full) * (0.5 + 0.5 * (this.#ground.random ?? Math.random)());
  }

  /**
   * @param {Entry} entry
   * @param {Outcome | undefined} outcome none: the server left it out, so it goes again
   */
  #settle(entry, outcome) {
    const lane = this.#lanes.get(entry.key);
    if (!lane || !outcome) return;
    this.#remove(lane.entries, entry);
    lane.trouble = null;
    if (outcome.status === "done") {
      this.#ground.settle(entry.key, entry.edit.fields, outcome.version);
      const next = lane.entries[0];
      if (next) next.command.base = outcome.version;
    } else if (outcome.status === "conflict") {
      const { server } = outcome;
      this.#ground.settle(entry.key, fieldsOf(entry.edit.kind, server), server.version);
      lane.trouble = { type: "conflict", entries: [entry, ...lane.entries], server, sentence: "" };
      for (const later of [...lane.entries]) this.#remove(lane.entries, later);
    } else {
      lane.trouble = { type: "refused", entries: [entry], sentence: outcome.sentence };
    }
    this.#sweep(entry.key);
    this.onOutcome(entry, outcome);
  }

  /**
   * @param {Entry[]} entries
   * @param {Entry} entry
   */
  #remove(entries, entry) {
    entries.splice(entries.indexOf(entry), 1);
    this.#failed.delete(entry);
    this.#store.remove(entry.command.id);
  }

  /** @param {string} key */
  #sweep(key) {
    const lane = this.#lanes.get(key);
    if (lane && !lane.entries.length && !lane.trouble) this.#lanes.delete(key);
  }
}
