/**
 * The field of a mark in a card: a choice, or a text for a work of two marks («5/4»), a hundred points and criteria.
 *
 * @import { Criteria } from "./criteria.js"
 * @import { Scale } from "./types.js"
 */

import { criteriaWords, readCriteriaMark, short } from "./criteria.js";
import { h } from "./dom.js";
import { isMark, markWords, marksOf } from "./rules.js";
import { spoken } from "./words.js";

/**
 * @param {object} options
 * @param {string} options.value
 * @param {Scale} options.scale
 * @param {boolean} options.isDouble
 * @param {Criteria} options.criteria
 * @param {string} [options.typed] what was typed before the field was there
 * @param {string} options.label
 * @param {boolean} options.isClosed
 * @param {boolean} options.autofocus
 * @param {(value: string) => void} options.onchange
 * @returns {HTMLElement}
 */
export function markField({ value, scale, isDouble, criteria, typed = "", label, isClosed, autofocus, onchange }) {
  const isByCriteria = scale === "criteria";
  if (!isDouble && scale !== "hundred" && !isByCriteria) {
    const select = h(
      "select", { "aria-label": label, disabled: isClosed, autofocus, onchange: () => onchange(select.value) },
      h("option", { value: "" }, "нет"),
      ...marksOf(scale).map((mark) => h("option", { value: mark }, spoken(mark))),
    );
    select.value = value;
    return select;
  }
  const input = h("input", {
    type: "text", value: typed || short(value), maxlength: isByCriteria ? 60 : 7,
    "aria-label": `${label}, ${isByCriteria ? `баллы: ${criteriaWords(criteria)}` : isDouble ? "две отметки через черту" : "число"}`,
    readonly: isClosed, autofocus, autocomplete: "off", class: isByCriteria ? "mark-text wide" : "mark-text",
    placeholder: isByCriteria ? criteriaWords(criteria) : "",
    oninput: () => input.setCustomValidity(""),
    onfocus: () => {
      if (typed && input.value === typed) input.setSelectionRange(typed.length, typed.length); // typing goes on
    },
    onchange: () => write(),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (!isByCriteria || event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      if (write()) input.closest("dialog")?.close();
    },
  });
  let kept = short(value);

  /** @returns {boolean} whether what is typed is a mark */
  function write() {
    if (input.value.trim() === kept) return true;
    const mark = isByCriteria ? byCriteria(input.value, criteria) : written(input.value, scale, isDouble);
    if (mark === null) {
      const may = isByCriteria ? `баллы по критериям: ${criteriaWords(criteria)}` : markWords(scale);
      input.setCustomValidity(`Можно: ${may}${isDouble ? "; две отметки через черту, 5/4" : ""}`);
      input.reportValidity();
      return false;
    }
    kept = short(mark);
    input.value = kept;
    onchange(mark);
    return true;
  }
  return input;
}

/**
 * Points by criteria as they were written by hand, a debt, or nothing; null for what is none of these.
 * @param {string} text
 * @param {Criteria} criteria
 */
function byCriteria(text, criteria) {
  const plain = text.trim();
  return plain === "" || plain === "." ? plain : readCriteriaMark(plain, criteria);
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
