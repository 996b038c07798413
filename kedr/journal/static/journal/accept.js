/**
 * Taking the proposed results of the whole class by one press, and saying which were left for the teacher to decide.
 *
 * @import { Journal } from "./acts.js"
 * @import { Pupil } from "./types.js"
 */

import { h, icon } from "./dom.js";
import { undecided } from "./results.js";
import { key } from "./rows.js";
import { count, daysLater } from "./words.js";

const LAST_DAYS = 14; // of a period: its results are on the way
const MOST_NAMES = 6;

/**
 * How many results wait for the teacher's press, once the period comes to its end; 0 before.
 * @param {Journal} journal
 */
export function waiting({ model }) {
  const { today, period } = model.data;
  return today < daysLater(period.ends, -LAST_DAYS) ? 0 : undecided(model).ready.length;
}

export class Acceptance {
  #journal;
  #doors;
  #box = /** @type {HTMLElement} */ (document.getElementById("told"));
  /** @type {{pupil: Pupil, value: string}[]} the results taken by the last press */
  #taken = [];
  /** @type {{pupil: Pupil, words: string}[]} whose were not */
  #few = [];
  #shown = "";

  /**
   * @param {Journal} journal
   * @param {{say: (text: string) => void, show: (pupil: Pupil) => void, back: () => void}} doors `show` brings the cursor
   *   to the result of a pupil, `back` to where it was in the table
   */
  constructor(journal, doors) {
    this.#journal = journal;
    this.#doors = doors;
    journal.onChange(() => this.#tell());
  }

  /** Takes every proposed result that rests on enough marks: one step of undo. */
  all() {
    const { model } = this.#journal;
    const [first] = model.pupils;
    const closed = first ? model.resultClosed(first) : "";
    const { ready, few } = undecided(model);
    this.#taken = ready;
    this.#few = few;
    this.#journal.write(ready.map(({ pupil, value }) => this.#journal.result(pupil, value)));
    if (!ready.length && !few.length) return this.#doors.say(closed || "Принимать нечего: предложенных итогов нет");
    this.#tell();
    const names = this.#left.map(({ pupil, words }) => `${pupil.name}: ${words}.`);
    const [set, rest] = this.#words;
    this.#doors.say([set, set && "Ctrl+Z вернёт.", rest, ...names].filter(Boolean).join(" "));
  }

  /** Gives back what the press took, but for what somebody has changed since. */
  #giveBack() {
    this.#journal.write(this.#done.map(({ pupil }) => this.#journal.result(pupil, "")));
    this.#doors.back();
  }

  get #done() {
    return this.#taken.filter(({ pupil, value }) => this.#journal.model.row(key.result(pupil.id)).value === value);
  }

  /** @param {Pupil} pupil */
  #isSet(pupil) {
    return this.#journal.model.row(key.result(pupil.id)).value !== "";
  }

  /** Those of them that the teacher has still to decide. */
  get #left() {
    return this.#few.filter(({ pupil }) => !this.#isSet(pupil));
  }

  /** What was set, and what was not: a sentence each, "" for nothing to say. */
  get #words() {
    const [done, few] = [this.#done.length, this.#left.length];
    return [
      done ? `Выставлено: ${count(done, "итог", "итога", "итогов")}.` : "",
      few ? `Не выставлены ${few}: там мало отметок, решите сами.` : "",
    ];
  }

  /** What was taken back is told no more, nor whom the teacher has decided on; what is the same is left as it stands. */
  #tell() {
    const [[set, rest], left] = [this.#words, this.#left];
    const now = [set, rest, ...left.map(({ pupil }) => pupil.id)].join();
    if (now === this.#shown) return;
    this.#shown = now;
    this.#box.hidden = !set && !rest;
    const more = left.length - MOST_NAMES;
    this.#box.replaceChildren(
      ...(set ? [h("span", {}, set), button("Вернуть", "Ctrl+Z", () => this.#giveBack())] : []),
      rest ? h("span", {}, rest) : "",
      ...left.slice(0, MOST_NAMES).map(({ pupil, words: why }) => button(pupil.name, why, () => this.#doors.show(pupil))),
      more > 0 ? h("span", {}, `и ещё ${more}`) : "",
      h("button", { type: "button", class: "told-close", "aria-label": "Скрыть", onclick: () => this.#close() }, icon("x")),
    );
  }

  #close() {
    this.#taken = [];
    this.#few = [];
    this.#tell();
    this.#doors.back();
  }
}

/**
 * @param {string} text
 * @param {string} title
 * @param {() => void} onclick
 */
function button(text, title, onclick) {
  return h("button", { type: "button", class: "lk", title, onclick }, text);
}
