/**
 * The field of a mark in a card: a choice, or for a work of two marks («5/4») and for a hundred points a text.
 *
 * @import { Scale } from "./types.js"
 */

import { h } from "./dom.js";
import { isMark, markWords, marksOf } from "./rules.js";
import { spoken } from "./words.js";

/**
 * @param {object} options
 * @param {string} options.value
 * @param {Scale} options.scale
 * @param {boolean} options.isDouble
 * @param {string} options.label
 * @param {boolean} options.isClosed
 * @param {boolean} options.autofocus
 * @param {(value: string) => void} options.onchange
 * @returns {HTMLElement}
 */
export function markField({ value, scale, isDouble, label, isClosed, autofocus, onchange }) {
  if (!isDouble && scale !== "hundred") {
    const select = h(
      "select", { "aria-label": label, disabled: isClosed, autofocus, onchange: () => onchange(select.value) },
      h("option", { value: "" }, "нет"),
      ...marksOf(scale).map((mark) => h("option", { value: mark }, spoken(mark))),
    );
    select.value = value;
    return select;
  }
  const input = h("input", {
    type: "text", value, maxlength: 7, "aria-label": `${label}, ${isDouble ? "две отметки через черту" : "число"}`,
    readonly: isClosed, autofocus, autocomplete: "off", class: "mark-text",
    oninput: () => input.setCustomValidity(""),
    onchange: () => {
      const mark = written(input.value, scale, isDouble);
      if (mark === null) {
        input.setCustomValidity(`Можно: ${markWords(scale)}${isDouble ? "; две отметки через черту, 5/4" : ""}`);
        input.reportValidity();
      } else {
        input.value = mark;
        onchange(mark);
      }
    },
  });
  return input;
}

/**
 * A mark as it was written by hand: «54» of a double work is «5/4»; null for what is none.
 * @param {string} text
 * @param {Scale} scale
 * @param {boolean} isDouble
 */
export function written(text, scale, isDouble) {
  const plain = text.replace(/\s+/g, "").replace(/[\\,;+]/, "/");
  if (plain === "" || isMark(plain, scale, isDouble)) return plain;
  const two = `${plain.slice(0, 1)}/${plain.slice(1)}`;
  return isDouble && isMark(two, scale, true) ? two : null;
}
