/**
 * The lesson that homework is due by, and how long it takes: the two small fields of every homework.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson } from "./types.js"
 */

import { h } from "./dom.js";
import { shortDay } from "./words.js";

const MOST_MINUTES = 300;

/** @param {string} id */
export function dueChoice(id) {
  return h("select", { id, "aria-label": "К какому уроку" });
}

/**
 * The later lessons of the page; a due lesson that is not among them stays named.
 * @param {HTMLSelectElement} due
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @param {string} said the due lesson as it stands, "" for the next one
 */
export function fillDue(due, journal, lesson, said) {
  const { model } = journal;
  const at = model.lessonAt.get(lesson.id) ?? 0;
  const later = model.lessons.filter(({ cancelled }, index) => index > at && !cancelled);
  const chosen = said || journal.nextLesson(lesson);
  const known = later.some(({ id }) => id === chosen);
  due.replaceChildren(
    ...(known ? [] : [h("option", { value: chosen }, unlisted(chosen, lesson.id))]),
    ...later.map(({ id, date }) => h("option", { value: id, selected: id === chosen }, `на ${shortDay(date)}`)),
  );
}

/**
 * @param {string} chosen
 * @param {string} own
 */
function unlisted(chosen, own) {
  if (!chosen) return "на следующий урок";
  return chosen === own ? "на этот же урок" : "на следующий период";
}

/** @param {string} id */
export function minutesField(id) {
  return h("input", { type: "text", id, class: "minutes", inputmode: "numeric", maxlength: 3, autocomplete: "off",
    "aria-label": "Сколько минут займёт" });
}

/** @param {HTMLInputElement} field @returns {number | null} 0 for unsaid, null for what cannot be */
export function minutesOf(field) {
  const text = field.value.trim();
  if (!text) return 0;
  const minutes = /^\d{1,3}$/.test(text) ? Number(text) : -1;
  return minutes >= 0 && minutes <= MOST_MINUTES ? minutes : null;
}
