/**
 * All about one cell: marks with their works and comments, attendance, what was refused, history.
 *
 * @import { Cell, Journal } from "./acts.js"
 * @import { HistoryItem, Server } from "./server.js"
 * @import { Proposal } from "./proposals.js"
 * @import { Pupil } from "./types.js"
 */

import { absencePicker } from "./absence.js";
import { askButton } from "./ask.js";
import { debtField } from "./debt.js";
import { h, icon } from "./dom.js";
import { markField } from "./markfield.js";
import { fewWords } from "./proposals.js";
import { hasCountedDebt, proposalOf } from "./results.js";
import { key } from "./rows.js";
import { meanWords, overdueWords, resultsOf, weightWords } from "./rules.js";
import { openSheet } from "./sheet.js";
import { again } from "./trouble.js";
import { openedNote } from "./why.js";
import { longDate, moment, spoken } from "./words.js";

const MOST_MARKS = 3;

/** @type {Record<string, string>} */
const WHAT = { mark: "отметка", comment: "комментарий", attendance: "посещаемость", result: "итог" };

/**
 * @param {Journal} journal
 * @param {Server} server
 * @param {Cell} cell
 * @param {object} options
 * @param {Element} [options.anchor]
 * @param {"marks" | "comment"} [options.focus]
 * @param {string} [options.typed] what was typed in the cell to open it
 */
export function openCell(journal, server, cell, { anchor, focus = "marks", typed = "" }) {
  const { model } = journal;
  const closed = model.closed(cell.lesson, cell.pupil);
  const { scale } = model.data;
  const marks = h("div", { class: "cell-marks" });
  const more = h("button", { type: "button", class: "lk", onclick: () => draw(Math.min(MOST_MARKS, shown + 1)) }, "Ещё одна отметка");
  let shown = model.slots(cell.lesson.id);

  /** @param {number} count */
  function draw(count) {
    shown = count;
    marks.replaceChildren(...Array.from({ length: count }, (_, slot) => markLine(journal, cell, slot, closed !== "", focus, slot ? "" : typed)));
    more.hidden = count >= MOST_MARKS || closed !== "";
  }
  draw(shown);
  openSheet({
    title: cell.pupil.name,
    lead: longDate(cell.lesson.date),
    anchor,
    name: "cell-box",
    body: [
      ...refusals(journal, cell),
      closed && h("p", { class: "note-line" }, icon("lock"), closed),
      ...askButton(journal, cell.lesson, cell.pupil, true),
      openedNote(journal, cell.lesson),
      scale === "none" ? "" : h("section", { "aria-label": "Отметки" }, marks, more),
      closed ? "" : absencePicker(journal, cell),
      historyBox(journal, () => server.history(cell.lesson.id, cell.pupil.id)),
    ].filter((part) => part !== ""),
  });
}

/**
 * @param {Journal} journal
 * @param {Cell} cell
 */
function refusals(journal, { lesson, pupil }) {
  const names = [key.attendance(lesson.id, pupil.id), ...[0, 1, 2].map((slot) => key.mark(lesson.id, pupil.id, slot))];
  return names.flatMap((name) => {
    const trouble = journal.queue.trouble(name);
    return trouble?.type === "refused" ? [h("p", { class: "notice notice-error" }, `Не принято. ${trouble.sentence}`, ...again(journal, name))] : [];
  });
}

/**
 * @param {Journal} journal
 * @param {Cell} cell
 * @param {number} slot
 * @param {boolean} isClosed
 * @param {"marks" | "comment"} focus
 * @param {string} typed
 */
function markLine(journal, cell, slot, isClosed, focus, typed) {
  const { model } = journal;
  const row = model.row(key.mark(cell.lesson.id, cell.pupil.id, slot));
  const work = model.work(cell.lesson.id, slot);
  const title = [work.kind?.name, work.title].filter(Boolean).join(": ");
  const debt = debtField(journal, cell, slot, isClosed);
  const value = markField({
    value: row.value, scale: model.data.scale, isDouble: work.double, criteria: model.data.criteria, typed, label: `Отметка: ${title}`, isClosed,
    autofocus: slot === 0 && focus === "marks",
    onchange: (mark) => {
      journal.write([journal.mark(cell, mark, slot)]);
      debt.refresh();
    },
  });
  const comment = h("textarea", {
    rows: 1, maxlength: 300, "aria-label": `Комментарий: ${title}`, placeholder: "Комментарий",
    readonly: isClosed, autofocus: slot === 0 && focus === "comment",
    onchange: () => journal.write([journal.comment(cell, comment.value.trim(), slot)]),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      comment.closest("dialog")?.close();
    },
  });
  comment.value = row.comment;
  return h(
    "div", { class: "cell-mark" },
    value, h("span", { class: "small muted" }, `${title}, вес ${weightWords(work.weight)}`), debt.element, comment,
  );
}

/**
 * The result of a pupil: why it is closed, what became of it.
 * @param {Journal} journal
 * @param {Server} server
 * @param {Pupil} pupil
 * @param {Element} [anchor]
 */
export function openResult(journal, server, pupil, anchor) {
  const { model } = journal;
  const closed = model.resultClosed(pupil);
  const proposal = proposalOf(model, pupil.id);
  const { value } = model.row(key.result(pupil.id));
  openSheet({
    title: pupil.name,
    lead: `Итог: ${model.data.period.name}`,
    anchor,
    name: "cell-box",
    body: [
      closed && h("p", { class: "note-line" }, icon("lock"), closed),
      ...askButton(journal, undefined, pupil, true),
      h("p", {}, value ? `Выставлено: ${spoken(value)}` : "Ещё не выставлено", comesOut(model, pupil, proposal)),
      closed ? "" : resultField(journal, pupil, value),
      historyBox(journal, () => server.resultHistory(model.data.period.id, pupil.id)),
    ].filter((part) => part !== ""),
  });
}

/**
 * «, выходит 4: средний балл 4,20; мало отметок: 2 из 3»
 * @param {Journal["model"]} model
 * @param {Pupil} pupil
 * @param {Proposal} proposal
 */
function comesOut(model, pupil, proposal) {
  const why = [
    proposal.mean === null ? "" : `средний балл ${meanWords(proposal.mean, model.data.scale)}`,
    fewWords(proposal),
    hasCountedDebt(model, pupil.id) && overdueWords(model.data.scale),
  ].filter(Boolean).join("; ");
  if (!proposal.value) return proposal.marks < proposal.least ? `. ${upper(why)}` : "";
  return `, выходит ${proposal.value}: ${why}`;
}

/** @param {string} text */
const upper = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

/**
 * @param {Journal} journal
 * @param {Pupil} pupil
 * @param {string} value
 */
function resultField(journal, pupil, value) {
  const select = h(
    "select", { id: "result-choice", autofocus: true, onchange: () => journal.write([journal.result(pupil, select.value)]) },
    h("option", { value: "" }, "не выставлено"),
    ...resultsOf(journal.model.data.scale).map((result) => h("option", { value: result }, RESULT_WORDS[result] ?? result)),
  );
  select.value = value;
  return h("p", { class: "result-choice" }, h("label", { for: "result-choice" }, "Выставить"), select);
}

/** @type {Record<string, string>} */
const RESULT_WORDS = { "н/а": "н/а – не аттестован", "осв": "осв – освобождён" };

/**
 * @param {Journal} journal
 * @param {() => Promise<HistoryItem[]>} load
 */
function historyBox(journal, load) {
  const list = h("ol", { class: "history" }, h("li", { class: "muted" }, "Загружается"));
  const box = h("details", { class: "history-box" }, h("summary", {}, "История изменений"), list);
  box.addEventListener("toggle", () => {
    if (!box.open || list.dataset.loaded) return;
    list.dataset.loaded = "yes";
    load().then(
      (items) => list.replaceChildren(...(items.length ? items.map((item) => historyLine(journal, item)) : [h("li", {}, "Изменений не было.")])),
      () => {
        delete list.dataset.loaded;
        list.replaceChildren(h("li", {}, "История не загрузилась. Закройте её и откройте ещё раз."));
      },
    );
  });
  return box;
}

/**
 * @param {Journal} journal
 * @param {HistoryItem} item
 */
function historyLine({ model }, { at, name, what, before, after, reason }) {
  const [was, is] = [before ?? "", after ?? ""];
  const change = was === "" ? `стало ${spoken(is)}` : is === "" ? `убрано ${spoken(was)}` : `было ${spoken(was)}, стало ${spoken(is)}`;
  return h(
    "li", {}, h("span", { class: "muted" }, moment(at, model.data.today)),
    h("span", {}, `${WHAT[what] ?? what}: ${change}${reason ? `. ${reasonWords(reason)}` : ""}`), h("span", { class: "muted" }, name),
  );
}

/** @param {string} reason */
const reasonWords = (reason) => (reason === "conflict" ? "Выбрано при расхождении" : reason);
