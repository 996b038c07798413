/**
 * What the lesson plan offers a field: greyed in the empty field, taken by Enter or by a tap. Never saved by itself.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson } from "./types.js"
 */

import { h } from "./dom.js";
import { key } from "./rows.js";

/**
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @param {"topic" | "homework"} what
 * @returns {string} the text the plan has for the lesson, "" when none
 */
export function offeredText(journal, lesson, what) {
  return journal.model.plan(lesson.id)?.[what] ?? "";
}

/**
 * Writes what is offered, as an act of the teacher: one step of undo.
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @param {"topic" | "homework"} what
 * @returns {boolean} whether there was something to take
 */
export function takeOffered(journal, lesson, what) {
  const { model } = journal;
  const value = offeredText(journal, lesson, what);
  if (!value || model.closed(lesson) || model.row(key[what](lesson.id)).value) return false;
  if (what === "topic") return journal.write([journal.topic(lesson, value)]);
  const due = model.row(key.homework(lesson.id)).due || journal.nextLesson(lesson);
  const minutes = model.plan(lesson.id)?.minutes ?? 0;
  return journal.write([journal.homework(lesson, { value, due, none: false, minutes })]);
}

/**
 * The line under a field that says what the plan has, with the button that takes it.
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @param {"topic" | "homework"} what
 * @param {HTMLTextAreaElement} field
 * @param {() => void} [onTaken] where to go on to after Enter
 * @returns {{element: HTMLElement, refresh: () => void}}
 */
export function suggestion(journal, lesson, what, field, onTaken = () => {}) {
  const { model } = journal;
  const button = h(
    "button", { type: "button", class: "lk take", onclick: () => takeOffered(journal, lesson, what) },
    "Взять из плана", h("kbd", { "aria-hidden": "true" }, "Enter"),
  );
  const place = h("span", { class: "muted" });
  const element = h("div", { class: "offer small" }, button, place);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || field.value || !takeOffered(journal, lesson, what)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    onTaken();
  });
  field.addEventListener("input", refresh);

  function refresh() {
    const text = offeredText(journal, lesson, what);
    const { value, none } = model.row(key[what](lesson.id));
    const isOpen = text !== "" && !value && !none && !field.value && !model.closed(lesson);
    field.placeholder = isOpen ? text : "";
    button.hidden = !isOpen;
    button.setAttribute("aria-label", `Взять из плана: ${text}`);
    const number = model.plan(lesson.id)?.number;
    place.textContent = what === "topic" && number ? `По плану урок ${number}` : "";
    element.hidden = !isOpen && !place.textContent;
  }
  refresh();
  return { element, refresh };
}
