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
  /** @type {Pupil[]} whose results were taken by the last press */
  #taken = [];
  /** @type {{pupil: Pupil, words: string}[]} whose were not */
  #few = [];

  /**
   * @param {Journal} journal
   * @param {{say: (text: string) => void, show: (pupil: Pupil) => void}} doors `show` brings the cursor to their result
   */
  constructor(journal, doors) {
    this.#journal = journal;
    this.#doors = doors;
    journal.onChange(() => !this.#box.hidden && this.#tell());
  }

  /** Takes every proposed result that rests on enough marks: one step of undo. */
  all() {
    const { model } = this.#journal;
    const [first] = model.pupils;
    const closed = first ? model.resultClosed(first) : "";
    const { ready, few } = undecided(model);
    this.#taken = ready.map(({ pupil }) => pupil);
    this.#few = few;
    this.#journal.write(ready.map(({ pupil, value }) => this.#journal.result(pupil, value)));
    if (!ready.length && !few.length) return this.#doors.say(closed || "Принимать нечего: предложенных итогов нет");
    this.#box.hidden = false;
    this.#tell();
    const names = this.#left.map(({ pupil, words }) => `${pupil.name}, ${words}`);
    this.#doors.say([this.#words, ...names].join(". "));
  }

  /** @param {Pupil} pupil */
  #isSet(pupil) {
    return this.#journal.model.row(key.result(pupil.id)).value !== "";
  }

  /** Those of them that the teacher has still to decide. */
  get #left() {
    return this.#few.filter(({ pupil }) => !this.#isSet(pupil));
  }

  get #words() {
    const done = this.#taken.filter((pupil) => this.#isSet(pupil)).length;
    const set = done ? `Выставлено: ${count(done, "итог", "итога", "итогов")}, Ctrl+Z вернёт.` : "";
    const few = this.#left.length;
    const left = few ? `Не выставлены ${few}: там мало отметок, решите сами.` : "";
    return [set, left].filter(Boolean).join(" ");
  }

  /** What was taken back is told no more, nor whom the teacher has decided on. */
  #tell() {
    if (!this.#words) return this.#hide();
    const left = this.#left;
    const more = left.length - MOST_NAMES;
    this.#box.replaceChildren(
      h("span", {}, this.#words),
      ...left.slice(0, MOST_NAMES).map(({ pupil, words }) => h(
        "button", { type: "button", class: "lk", title: words, onclick: () => this.#doors.show(pupil) }, pupil.name,
      )),
      more > 0 ? h("span", {}, `и ещё ${more}`) : "",
      h("button", { type: "button", class: "told-close", "aria-label": "Скрыть", onclick: () => this.#hide() }, icon("x")),
    );
  }

  #hide() {
    this.#box.hidden = true;
    this.#box.replaceChildren();
  }
}
