/**
 * What typed digits make. A digit right after another one goes on with the same mark where the scale or the work has
 * such a mark («10», «5/4»), else it begins a second one beside it; later it replaces. «/» after a digit waits for the
 * second part as long as the cursor stays.
 *
 * @import { Scale } from "./types.js"
 */

import { isMark } from "./rules.js";

/** How long a digit waits for the next one. */
export const NEXT_DIGIT_MS = 800;
const LAST_SLOT = 2;

export class Typing {
  /** @type {{place: string, slot: number, value: string, at: number, waits: boolean} | null} */
  #last = null;

  /** The cursor went on, or something else was done. */
  stop() {
    this.#last = null;
  }

  /**
   * «/»: whether it asks for the second part of the mark just typed here.
   * @param {string} place of the cell
   * @param {boolean} isDouble whether its work has two marks
   */
  slash(place, isDouble) {
    if (this.#last?.place !== place || !isDouble || this.#last.value.includes("/")) return false;
    this.#last.waits = true;
    return true;
  }

  /**
   * @param {string} digit
   * @param {number} at the time, in milliseconds
   * @param {{place: string, scale: Scale, isDouble: (slot: number) => boolean}} cell
   * @returns {{slot: number, value: string, grown: boolean}} the mark that the digit makes; whether one just typed grew
   */
  digit(digit, at, { place, scale, isDouble }) {
    const last = this.#last?.place === place ? this.#last : null;
    const isQuick = last !== null && at - last.at < NEXT_DIGIT_MS;
    let made = { slot: 0, value: digit, grown: false };
    if (last && (isQuick || last.waits)) {
      const two = isDouble(last.slot);
      const ways = last.waits ? [`${last.value}/${digit}`] : [`${last.value}${digit}`, `${last.value}/${digit}`];
      const longer = ways.find((value) => isMark(value, scale, two));
      if (longer) made = { slot: last.slot, value: longer, grown: true };
      else if (isQuick && last.slot < LAST_SLOT) made = { slot: last.slot + 1, value: digit, grown: false };
    }
    this.#last = { place, slot: made.slot, value: made.value, at, waits: false };
    return made;
  }

  /**
   * Whether a mark just typed may yet grow: it then waits a moment before it is sent.
   * @param {string} value
   * @param {Scale} scale
   * @param {boolean} isDouble
   */
  static mayGrow(value, scale, isDouble) {
    if (!/^\d/.test(value)) return false;
    const digits = "0123456789".split("");
    return digits.some((next) => isMark(`${value}${next}`, scale, isDouble))
      || (isDouble && !value.includes("/") && digits.some((next) => isMark(`${value}/${next}`, scale, true)));
  }
}
