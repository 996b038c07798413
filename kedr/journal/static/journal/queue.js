/**
 * Commands on their way to the server. One batch flies at a time and one command of a row; nothing is lost while the
 * page lives, nothing is sent twice under two ids, and a stale command never overwrites: it becomes a trouble to settle.
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
  #limit = BATCH;
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
   */
  put(edits) {
    for (const edit of edits) this.#add(edit);
    this.onChange(new Set(edits.map(({ key }) => key)));
    this.#schedule(0);
  }

  /** @param {Edit} edit */
  #add(edit) {
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
    const body = bodyOf(edit, row, this.#ground.place);
    const seen = edit.base ?? this.#ground.version(edit.key);
    if (last && !last.tried && last.edit.kind === edit.kind) {
      // nobody saw the former wish: this one takes its place, and its base
      this.#store.remove(last.command.id);
      last.edit = { ...edit, fields: { ...last.edit.fields, ...edit.fields } };
      last.command = { ...body, id, base: last.command.base, at: new Date().toISOString() };
      this.#store.put(last);
      return;
    }
    /** @type {Entry} */
    const entry = { key: edit.key, edit, tried: false, command: { ...body, id, base: seen, at: new Date().toISOString() } };
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

  /** @returns {Entry[]} the first waiting command of each row, oldest first */
  #batch() {
    /** @type {Entry[]} */
    const batch = [];
    let bytes = 0;
    for (const entry of this.#store.all()) {
      if (this.#lanes.get(entry.key)?.entries[0] !== entry) continue;
      bytes += new TextEncoder().encode(JSON.stringify(entry.command)).length;
      if (batch.length === this.#limit || (batch.length && bytes > BATCH_BYTES)) break;
      batch.push(entry);
    }
    return batch;
  }

  async #fly() {
    if (this.#flying || this.#halted) return;
    const batch = this.#batch();
    if (!batch.length) return;
    this.#flying = true;
    for (const entry of batch) entry.tried = true;
    const keys = new Set(batch.map(({ key }) => key));
    const slow = setTimeout(() => {
      this.#slow = true;
      this.onChange(keys);
    }, SLOW_MS);
    /** @type {Answer} */
    const answer = await this.#ground.send(batch.map(({ command }) => command)).catch(() => ({ type: "later" }));
    clearTimeout(slow);
    this.#flying = this.#slow = false;
    this.#land(batch, keys, answer);
  }

  /**
   * @param {Entry[]} batch
   * @param {Set<string>} keys
   * @param {Answer} answer
   */
  #land(batch, keys, answer) {
    const wasStopped = this.stopped;
    if (answer.type === "outcomes") {
      this.stopped = "";
      this.#failures = 0;
      const outcomes = new Map(answer.outcomes.map((outcome) => [outcome.id, outcome]));
      for (const entry of batch) this.#settle(entry, outcomes.get(entry.command.id));
    } else if (answer.type === "bad" && batch.length > 1) {
      this.#limit = 1; // find the bad one: each goes alone
    } else if (answer.type === "bad" && batch[0]) {
      const { sentence } = answer;
      this.#settle(batch[0], { id: batch[0].command.id, status: "refused", code: "malformed", sentence });
      this.#limit = BATCH;
    } else {
      this.stopped = answer.type === "signed-out" ? "signed-out" : "offline";
      this.#failures += 1;
    }
    const all = this.stopped !== wasStopped;
    this.onChange(all ? new Set([...keys, ...this.#lanes.keys()]) : keys);
    if (!this.unsent) this.#limit = BATCH;
    else if (!this.stopped) this.#schedule(0);
    else if (this.stopped === "offline") this.#schedule(this.#delay());
  }

  /** Longer with each failure, and never all browsers of a school at once. */
  #delay() {
    const full = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (this.#failures - 1));
    return full * (0.5 + 0.5 * (this.#ground.random ?? Math.random)());
  }

  /**
   * @param {Entry} entry
   * @param {Outcome | undefined} outcome none: the server left it out, so it goes again
   */
  #settle(entry, outcome) {
    const lane = this.#lanes.get(entry.key);
    if (!lane || !outcome) return;
    this.#remove(lane.entries, entry);
    if (outcome.status === "done") {
      this.#ground.settle(entry.key, entry.edit.fields, outcome.version);
      const next = lane.entries[0];
      if (next) next.command.base = outcome.version;
    } else if (outcome.status === "conflict") {
      const { server } = outcome;
      this.#ground.settle(entry.key, fieldsOf(entry.edit.kind, server.value), server.version);
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
    this.#store.remove(entry.command.id);
  }

  /** @param {string} key */
  #sweep(key) {
    const lane = this.#lanes.get(key);
    if (lane && !lane.entries.length && !lane.trouble) this.#lanes.delete(key);
  }
}
