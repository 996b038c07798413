/**
 * The picker of attendance: seven codes in words, minutes for being late. In the overlay of a cell and on the phone.
 *
 * @import { Cell, Journal } from "./acts.js"
 */

import { h } from "./dom.js";
import { key } from "./rows.js";
import { ATTENDANCE } from "./rules.js";

/**
 * @param {Journal} journal
 * @param {Cell} cell
 * @param {() => void} [then] after a choice that needs no minutes
 * @returns {HTMLElement}
 */
export function absencePicker(journal, cell, then = () => {}) {
  const name = key.attendance(cell.lesson.id, cell.pupil.id);
  const minutes = h("input", { type: "number", min: 0, max: 120, inputmode: "numeric", "aria-label": "На сколько минут опоздал" });
  const late = h("label", { class: "late" }, "на ", minutes, " мин");
  const group = h("div", { class: "codes", role: "group", "aria-label": "Посещаемость" });

  /** @param {string} code */
  function choose(code) {
    journal.write([journal.attendance(cell, code, code === "оп" ? Number(minutes.value) || 0 : 0)]);
    refresh();
    if (code === "оп") minutes.focus();
    else then();
  }
  function refresh() {
    const now = journal.model.row(name);
    group.replaceChildren(
      ...[["", "Был на уроке"], ...ATTENDANCE].map(([code = "", words = ""]) => h(
        "button",
        { type: "button", class: "code", "data-code": code, "aria-pressed": String(now.value === code), onclick: () => choose(code) },
        h("b", { "aria-hidden": "true" }, code || "+"), words,
      )),
    );
    late.hidden = now.value !== "оп";
    if (document.activeElement !== minutes) minutes.value = now.minutes ? String(now.minutes) : "";
  }
  minutes.addEventListener("change", () => choose("оп"));
  refresh();
  return h("div", { class: "absence" }, group, late);
}
