/**
 * Homework of a lesson: text, the lesson it is due for, how long it takes, «без задания», files; and, beside it, what single
 * pupils are set. The same on the desk and on the phone.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson } from "./types.js"
 */

import { autosave } from "./autosave.js";
import { h } from "./dom.js";
import { dueChoice, fillDue, minutesField, minutesOf } from "./due.js";
import { filesField } from "./files.js";
import { loadLine } from "./load.js";
import { personalField } from "./personal.js";
import { key } from "./rows.js";
import { suggestion } from "./suggest.js";

/**
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @returns {{element: HTMLElement, refresh: () => void, flush: () => void}}
 */
export function homeworkField(journal, lesson) {
  const { model } = journal;
  const name = key.homework(lesson.id);
  const text = h("textarea", { id: "homework", rows: 3, maxlength: 4000 });
  const due = dueChoice("due");
  const minutes = minutesField("minutes");
  minutes.setAttribute("aria-describedby", "load");
  const none = h("input", { type: "checkbox", id: "no-homework" });
  const offer = suggestion(journal, lesson, "homework", text);
  const load = loadLine(journal, lesson, () => ({
    due: due.value, minutes: minutesOf(minutes) ?? 0, isSet: text.value.trim() !== "",
  }));
  const late = h("p", { class: "small muted" });
  const files = filesField(journal, lesson, () => [], {
    get text() { return text.value.trim(); },
    flush: () => saving.flush(),
  });
  const personal = personalField(journal, lesson);
  const element = h(
    "div", { class: "f homework-field" },
    h("label", { for: "homework" }, "Домашнее задание"),
    text,
    offer.element,
    h("div", { class: "lab" }, due, h("label", { class: "takes" }, minutes, "мин"), h("label", { class: "check-line" }, none, "Без задания")),
    load.element, late, files.element, personal.element,
  );

  /** @param {Partial<{value: string, due: string, none: boolean, minutes: number}>} change @param {number} [base] */
  function save(change, base) {
    const { value, due: forLesson, none: isNone, minutes: takes } = { ...model.row(name), ...change };
    const dueNow = value ? forLesson || journal.nextLesson(lesson) : "";
    const fields = { value, due: dueNow, none: value === "" && isNone, minutes: value ? takes : 0 };
    journal.write([journal.homework(lesson, fields, base)], { undo: false });
  }
  const saving = autosave(text, {
    version: () => model.version(name),
    save: (value, base) => save({ value, none: false, minutes: minutesOf(minutes) ?? 0 }, base),
  });
  element.addEventListener("focusin", load.want);
  text.addEventListener("input", () => {
    load.refresh();
    files.refresh();
  });
  minutes.addEventListener("input", load.refresh);
  minutes.addEventListener("change", () => {
    const takes = minutesOf(minutes);
    minutes.setAttribute("aria-invalid", String(takes === null));
    if (takes !== null && model.row(name).value) save({ minutes: takes });
  });
  due.addEventListener("change", () => {
    if (model.row(name).value) save({ due: due.value });
    load.want();
  });
  none.addEventListener("change", () => {
    if (none.checked) text.value = "";
    save(none.checked ? { value: "", none: true } : { none: false });
  });

  function refresh() {
    const row = model.row(name);
    const isClosed = model.closed(lesson) !== "";
    text.readOnly = isClosed;
    for (const field of [due, minutes, none]) field.disabled = isClosed;
    saving.show(row.value);
    none.checked = row.none;
    offer.refresh();
    if (document.activeElement !== due) fillDue(due, journal, lesson, row.due);
    if (document.activeElement !== minutes && (row.value || !minutes.value)) {
      minutes.value = String((row.value ? row.minutes : model.plan(lesson.id)?.minutes) || "");
    }
    late.textContent = row.late;
    late.hidden = !row.late;
    files.refresh();
    personal.refresh();
    load.refresh();
  }
  refresh();
  return { element, refresh, flush: saving.flush };
}
