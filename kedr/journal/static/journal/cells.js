/**
 * A table that is filled in by keyboard: ↑, ↓ and Enter go along a column, as in a spreadsheet; Tab goes along a row.
 * Ctrl+Enter saves. Without this module it is an ordinary form.
 */

const EDITABLE = "input:not([type=hidden]), select";

for (const table of document.querySelectorAll("table[data-cells]")) {
  table.addEventListener("keydown", (event) => {
    if (event instanceof KeyboardEvent && event.target instanceof HTMLElement && onKey(event, event.target)) event.preventDefault();
  });
  table.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLInputElement && target.type !== "checkbox") target.select();
  });
}
// a refused form: the first wrong cell takes the focus
const wrong = document.querySelector("table[data-cells] [aria-invalid=true]");
if (wrong instanceof HTMLElement) wrong.focus();

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} target
 */
function onKey(event, target) {
  if (event.altKey || event.shiftKey || event.isComposing) return false;
  if (event.ctrlKey || event.metaKey) {
    if (event.key !== "Enter") return false;
    target.closest("form")?.requestSubmit();
    return true;
  }
  if (target instanceof HTMLSelectElement && event.key !== "Enter") return false;
  const step = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" || event.key === "Enter" ? 1 : 0;
  return step !== 0 && go(target, step);
}

/**
 * To the same column of the next row that has an input there. Enter never sends the form by accident.
 * @param {HTMLElement} target
 * @param {number} step
 */
function go(target, step) {
  const cell = target.closest("td, th");
  const body = target.closest("tbody");
  if (!(cell instanceof HTMLTableCellElement) || !(body instanceof HTMLTableSectionElement)) return false;
  const rows = [...body.rows];
  const row = cell.parentElement;
  for (let at = rows.findIndex((one) => one === row) + step; at >= 0 && at < rows.length; at += step) {
    const next = rows[at]?.cells[cell.cellIndex]?.querySelector(EDITABLE);
    if (next instanceof HTMLElement) {
      next.focus();
      return true;
    }
  }
  return true;
}
