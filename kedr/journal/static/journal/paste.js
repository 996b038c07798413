/**
 * Paste from a spreadsheet: everything is checked and shown first, then written as one step that undo takes back.
 *
 * @import { Cell, Journal } from "./acts.js"
 * @import { Edit } from "./types.js"
 */

import { h } from "./dom.js";
import { readCell } from "./rules.js";
import { openSheet } from "./sheet.js";
import { count, shortDate } from "./words.js";

/**
 * @typedef {object} Planned
 * @property {string} text as it came
 * @property {Cell | null} cell
 * @property {Edit[]} edits
 * @property {string} fault why it is not taken; "" when it is
 */

/**
 * What a pasted table would do, cell by cell, from the anchor to the right and down. Empty cells change nothing.
 * @param {Journal} journal
 * @param {{row: number, col: number}} anchor
 * @param {string[][]} table
 * @returns {Planned[][]}
 */
export function plan(journal, anchor, table) {
  const { model } = journal;
  return table.map((line, down) => line.map((text, right) => {
    const pupil = model.pupils[anchor.row + down];
    const lesson = model.lessons[anchor.col + right];
    const cell = pupil && lesson ? { pupil, lesson } : null;
    if (text === "") return { text, cell, edits: [], fault: "" };
    if (!pupil) return { text, cell, edits: [], fault: "Ниже учеников больше нет" };
    if (!lesson || !cell) return { text, cell, edits: [], fault: "Правее уроков больше нет" };
    const closed = model.closed(lesson, pupil);
    const read = readCell(text, model.data.scale, model.work(lesson.id, 0).double);
    if (closed || "fault" in read) return { text, cell, edits: [], fault: closed || ("fault" in read ? read.fault : "") };
    const edits = read.marks.map((value, slot) => journal.mark(cell, value, slot));
    return { text, cell, edits: read.absence ? [...edits, journal.attendance(cell, read.absence)] : edits, fault: "" };
  }));
}

/**
 * @param {Journal} journal
 * @param {{row: number, col: number}} anchor
 * @param {string[][]} table
 * @param {(text: string) => void} say
 */
export function openPaste(journal, anchor, table, say) {
  const planned = plan(journal, anchor, table);
  const cells = planned.flat();
  const edits = cells.flatMap((cell) => cell.edits);
  const faults = cells.filter(({ fault }) => fault);
  const taken = cells.filter((cell) => cell.edits.length).length;
  const lessons = planned[0]?.map((_, right) => journal.model.lessons[anchor.col + right]) ?? [];
  const accept = h("button", {
    type: "button", class: "btn btn-main", id: "paste-accept", autofocus: true, disabled: taken === 0,
    onclick: () => {
      journal.write(edits);
      dialog.close();
      say(`Вставлено: ${count(taken, "клетка", "клетки", "клеток")}. Ctrl+Z отменит всё сразу`);
    },
  }, taken ? `Вставить ${count(taken, "клетку", "клетки", "клеток")}` : "Вставлять нечего");
  const dialog = openSheet({
    title: "Вставка из таблицы",
    lead: faults.length ? `Не подходит: ${count(faults.length, "клетка", "клетки", "клеток")}. Остальные можно вставить.` : "Проверьте, те ли это ученики и уроки.",
    name: "paste-box",
    body: [
      h("div", { class: "paste-scroll", tabindex: 0, role: "region", "aria-label": "Что будет вставлено" }, h(
        "table", { class: "paste-table" },
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Ученик"),
          ...lessons.map((lesson) => h("th", { scope: "col" }, lesson ? shortDate(lesson.date) : "—")))),
        h("tbody", {}, ...planned.map((line, down) => h(
          "tr", {}, h("th", { scope: "row" }, journal.model.pupils[anchor.row + down]?.name ?? "—"),
          ...line.map(({ text, fault }) => h("td", { class: fault ? "bad" : "" }, text, fault && h("span", { class: "fault" }, fault))),
        ))),
      )),
      h("div", { class: "sheet-foot" }, accept,
        h("button", { type: "button", class: "btn", onclick: () => dialog.close() }, "Не вставлять")),
    ],
  });
}
