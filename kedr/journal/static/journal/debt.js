/**
 * The day by which a debt is to be handed in: a field beside the mark, shown only while the mark is a debt.
 *
 * @import { Cell, Journal } from "./acts.js"
 */

import { h } from "./dom.js";
import { key } from "./rows.js";
import { isOverdue } from "./rules.js";
import { daysLater } from "./words.js";

const LONGEST_DEBT = 366; // days after the lesson

/**
 * @param {Journal} journal
 * @param {Cell} cell
 * @param {number} slot
 * @param {boolean} isClosed
 * @returns {{element: HTMLElement, refresh: () => void}}
 */
export function debtField(journal, cell, slot, isClosed) {
  const { model } = journal;
  const name = key.mark(cell.lesson.id, cell.pupil.id, slot);
  const late = h("span", { class: "debt-late" }, "срок прошёл");
  const input = h("input", {
    type: "date", min: cell.lesson.date, max: daysLater(cell.lesson.date, LONGEST_DEBT), required: true,
    readonly: isClosed, "aria-label": "Сдать долг до", onblur: save,
    // a date is typed part by part: only a whole one is written
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key === "Enter" || event.key === "Escape") save();
      if (event.key === "Enter") input.closest("dialog")?.close();
    },
  });
  const element = h("label", { class: "debt-due small" }, h("span", {}, "Сдать до"), input, late);

  function save() {
    const { value, due } = model.row(name);
    if (value === "." && input.value !== due && input.checkValidity()) journal.write([journal.mark(cell, ".", slot, input.value)]);
    refresh();
  }

  function refresh() {
    const { value, due } = model.row(name);
    element.hidden = value !== ".";
    if (input.value !== due && document.activeElement !== input) input.value = due;
    late.hidden = !isOverdue(value, due, model.data.today);
  }
  refresh();
  return { element, refresh };
}
