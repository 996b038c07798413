/**
 * The keys of the column «Итог»: a result under the cursor is typed, taken as proposed, or taken back.
 *
 * @import { JournalGrid } from "./grid.js"
 */

import { fewWords } from "./proposals.js";
import { proposalOf } from "./results.js";
import { key as rowKey } from "./rows.js";
import { isResult } from "./rules.js";
import { NEXT_DIGIT_MS, Typing } from "./typing.js";

/** What a key of attendance writes here. */
const LETTERS = new Map([["н", "н/а"], ["осв", "осв"]]);

export class ResultKeys {
  #grid;
  #doors;
  #typing;

  /**
   * @param {JournalGrid} grid
   * @param {{say: (text: string) => void}} doors
   * @param {Typing} typing
   */
  constructor(grid, doors, typing) {
    this.#grid = grid;
    this.#doors = doors;
    this.#typing = typing;
  }

  get #model() {
    return this.#grid.journal.model;
  }

  get #pupil() {
    return this.#model.pupils[this.#grid.at.row];
  }

  /**
   * A digit, or a letter by its place: Н is «н/а» here, С «осв».
   * @param {string} sign
   * @param {number} at
   */
  type(sign, at) {
    const { scale } = this.#model.data;
    if (!/^\d$/.test(sign)) return this.#write(LETTERS.get(sign) ?? sign);
    const { row, col } = this.#grid.at;
    const { value, grown, slot } = this.#typing.digit(sign, at, { place: `${row}:${col}`, scale, isDouble: () => false });
    const hold = Typing.mayGrow(value, scale, false) ? NEXT_DIGIT_MS : 0;
    return this.#write(slot ? sign : value, { grown, hold });
  }

  /** Takes what is proposed, also by few marks: the teacher asked for this one. */
  accept() {
    const value = this.#proposed()?.value;
    if (value) this.#write(value);
    return true;
  }

  /** Takes what is proposed on the way to the next pupil; few marks are only told. */
  pass() {
    const proposal = this.#proposed();
    const few = proposal ? fewWords(proposal) : "";
    if (proposal?.value && !few) this.#write(proposal.value);
    else if (proposal?.value) this.#doors.say(`${this.#pupil?.name}: ${few}. Принять всё равно – «=»`);
  }

  /** What is proposed under the cursor, unless a result stands there. */
  #proposed() {
    const pupil = this.#pupil;
    return pupil && !this.#model.row(rowKey.result(pupil.id)).value ? proposalOf(this.#model, pupil.id) : undefined;
  }

  clear() {
    return this.#write("");
  }

  /**
   * @param {string} value "" takes back
   * @param {{grown?: boolean, hold?: number}} [options]
   */
  #write(value, options = {}) {
    const pupil = this.#pupil;
    if (!pupil) return false;
    const closed = this.#model.resultClosed(pupil);
    if (closed) this.#doors.say(closed);
    else if (!value || isResult(value, this.#model.data.scale)) {
      this.#grid.journal.write([this.#grid.journal.result(pupil, value)], options);
    } else this.#doors.say(`«${value}» — не итог`);
    return true;
  }
}
