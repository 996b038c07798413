/**
 * Homework of a lesson: text, the lesson it is due for, «без задания». The same on the desk and on the phone.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson } from "./types.js"
 */

import { autosave } from "./autosave.js";
import { h } from "./dom.js";
import { key } from "./rows.js";
import { suggestion } from "./suggest.js";
import { shortDay } from "./words.js";

/**
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @returns {{element: HTMLElement, refresh: () => void, flush: () => void}}
 */
export function homeworkField(journal, lesson) {
  const { model } = journal;
  const name = key.homework(lesson.id);
  const isClosed = model.closed(lesson) !== "";
  const text = h("textarea", { id: "homework", rows: 3, maxlength: 4000, readonly: isClosed });
  const due = h("select", { id: "due", "aria-label": "К какому уроку", disabled: isClosed });
  const none = h("input", { type: "checkbox", id: "no-homework", disabled: isClosed });
  const offer = suggestion(journal, lesson, "homework", text);
  const element = h(
    "div", { class: "f" },
    h("label", { for: "homework" }, "Домашнее задание"),
    text,
    offer.element,
    h("div", { class: "lab" }, due, h("label", { class: "check-line" }, none, "Без задания")),
  );

  /** @param {Partial<{value: string, due: string, none: boolean}>} change @param {number} [base] */
  function save(change, base) {
    const { value, due: forLesson, none: isNone } = { ...model.row(name), ...change };
    const dueNow = value ? forLesson || journal.nextLesson(lesson) : "";
    journal.write([journal.homework(lesson, { value, due: dueNow, none: value === "" && isNone }, base)], { undo: false });
  }
  const saving = autosave(text, { version: () => model.version(name), save: (value, base) => save({ value, none: false }, base) });
  due.addEventListener("change", () => save({ due: due.value }));
  none.addEventListener("change", () => {
    if (none.checked) text.value = "";
    save(none.checked ? { value: "", none: true } : { none: false });
  });

  function refresh() {
    const row = model.row(name);
    saving.show(row.value);
    none.checked = row.none;
    offer.refresh();
    const at = model.lessonAt.get(lesson.id) ?? 0;
    const later = model.lessons.filter(({ cancelled }, index) => index > at && !cancelled);
    const chosen = row.due || journal.nextLesson(lesson);
    const known = later.some(({ id }) => id === chosen);
    due.replaceChildren(
      ...(known ? [] : [h("option", { value: chosen }, unlisted(chosen, lesson.id))]),
      ...later.map(({ id, date }) => h("option", { value: id, selected: id === chosen }, `на ${shortDay(date)}`)),
    );
  }
  refresh();
  return { element, refresh, flush: saving.flush };
}

/**
 * A due lesson that the list of later ones does not hold.
 * @param {string} chosen
 * @param {string} own
 */
function unlisted(chosen, own) {
  if (!chosen) return "на следующий урок";
  return chosen === own ? "на этот же урок" : "на следующий период";
}
