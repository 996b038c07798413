/**
 * Homework for single pupils beside the class's: who has what, and the sheet in which it is set. Several pupils may have
 * one text; each has a row of their own.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson, Pupil } from "./types.js"
 */

import { h, icon } from "./dom.js";
import { dueChoice, fillDue, minutesField, minutesOf } from "./due.js";
import { filesField } from "./files.js";
import { key } from "./rows.js";
import { openSheet } from "./sheet.js";
import { troubleLine } from "./trouble.js";
import { shortDay } from "./words.js";

/** @typedef {{pupils: Pupil[], value: string, due: string, minutes: number, late: string}} Group */

/**
 * Those who have the same text, due lesson and minutes, in the order of the list.
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @returns {Group[]}
 */
export function personalGroups({ model }, lesson) {
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const pupil of model.pupils) {
    const name = key.homework(lesson.id, pupil.id);
    const { value, due, minutes, late } = model.row(name);
    if (!value) continue;
    const files = (model.files.get(name) ?? []).map(({ id }) => id);
    const same = JSON.stringify([value, due, minutes, files]);
    const group = groups.get(same) ?? { pupils: [], value, due, minutes, late };
    group.pupils.push(pupil);
    groups.set(same, group);
  }
  return [...groups.values()];
}

/**
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @returns {{element: HTMLElement, refresh: () => void}}
 */
export function personalField(journal, lesson) {
  const { model } = journal;
  const list = h("ul", { class: "personal" });
  const troubles = h("div", {});
  const button = h("button", { type: "button", class: "lk", id: "set-personal", onclick: () => openPersonal(journal, lesson) },
    icon("user"), "Задать лично");
  const element = h("div", { class: "personal-box" }, list, button, troubles);
  /** @type {{refresh: () => void}[]} */
  let fields = [];
  let drawn = "";

  function refresh() {
    const groups = personalGroups(journal, lesson);
    const isClosed = model.closed(lesson) !== "";
    button.hidden = isClosed;
    element.hidden = isClosed && !groups.length;
    const stuck = model.pupils.filter(({ id }) => journal.queue.state(key.homework(lesson.id, id)));
    const now = JSON.stringify([groups, isClosed, stuck.map(({ id }) => [id, journal.queue.state(key.homework(lesson.id, id))])]);
    if (now === drawn) {
      for (const field of fields) field.refresh();
      return;
    }
    drawn = now;
    fields = [];
    list.replaceChildren(...groups.map((group) => item(group, isClosed)));
    troubles.replaceChildren(...stuck.map((pupil) => {
      const line = troubleLine(journal, key.homework(lesson.id, pupil.id));
      return h("div", {}, h("p", { class: "small" }, pupil.name), line.element);
    }));
  }

  /** @param {Group} group @param {boolean} isClosed */
  function item(group, isClosed) {
    const due = model.lessons.find(({ id }) => id === group.due);
    const more = [due && `на ${shortDay(due.date)}`, group.minutes && `${group.minutes} мин`].filter(Boolean).join(" · ");
    const names = group.pupils.map(({ name }) => name).join(", ");
    const files = filesField(journal, lesson, () => group.pupils.map(({ id }) => id));
    fields.push(files);
    return h(
      "li", {},
      h("div", { class: "personal-head" }, h("b", {}, names),
        !isClosed && h("button", { type: "button", class: "icon-btn", "aria-label": `Изменить задание: ${names}`,
          onclick: () => openPersonal(journal, lesson, group) }, icon("pencil"))),
      h("p", { class: "personal-text" }, group.value),
      more && h("p", { class: "muted small" }, more),
      group.late && h("p", { class: "muted small" }, group.late),
      files.element,
    );
  }

  refresh();
  return { element, refresh };
}

/**
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @param {Group} [group] what is being changed; without it, new
 */
export function openPersonal(journal, lesson, group) {
  const { model } = journal;
  const had = new Set(group?.pupils.map(({ id }) => id));
  const boxes = model.pupils.filter((pupil) => model.isMember(lesson, pupil)).map((pupil, place) => ({
    pupil, box: h("input", { type: "checkbox", checked: had.has(pupil.id), autofocus: !group && place === 0 }),
  }));
  const text = h("textarea", { id: "personal-text", rows: 3, maxlength: 4000, autofocus: group !== undefined });
  text.value = group?.value ?? "";
  const due = dueChoice("personal-due");
  fillDue(due, journal, lesson, group?.due ?? "");
  const minutes = minutesField("personal-minutes");
  minutes.value = group?.minutes ? String(group.minutes) : "";
  const fault = h("p", { class: "ask-fault", role: "alert", hidden: true });
  const form = h(
    "form", { class: "ask personal-form", novalidate: true, onsubmit: submit },
    h("fieldset", {}, h("legend", {}, "Кому"),
      h("div", { class: "personal-who" }, h("div", {},
        ...boxes.map(({ pupil, box }) => h("label", { class: "check-line" }, box, pupil.name))))),
    h("div", { class: "f" }, h("label", { for: "personal-text" }, "Задание"), text),
    h("div", { class: "f" }, h("div", { class: "lab" }, due, h("label", { class: "takes" }, minutes, "мин"))),
    fault,
    h("p", { class: "muted small" }, "Увидят только эти ученики и их родители: рядом с заданием класса, с пометкой «лично». Файл можно приложить потом."),
    h("div", { class: "sheet-foot" }, h("button", { class: "btn btn-main" }, group ? "Сохранить" : "Задать"),
      group && h("button", { type: "button", class: "btn", onclick: takeBack }, "Снять задание")),
  );
  const dialog = openSheet({ title: group ? "Личное задание" : "Задать лично", name: "personal-sheet", body: [form] });

  /** @param {string} sentence @param {HTMLElement | undefined} field */
  function wrong(sentence, field) {
    fault.textContent = sentence;
    fault.hidden = false;
    field?.focus();
  }

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    const chosen = boxes.filter(({ box }) => box.checked).map(({ pupil }) => pupil);
    const value = text.value.trim();
    const takes = minutesOf(minutes);
    if (!chosen.length) return wrong("Отметьте, кому задать.", boxes[0]?.box);
    if (!value) return wrong("Напишите задание.", text);
    if (takes === null) return wrong("Время на задание – от 1 до 300 минут.", minutes);
    const taken = [...had].filter((id) => !chosen.some((pupil) => pupil.id === id));
    const fields = { value, due: due.value || journal.nextLesson(lesson), none: false, minutes: takes };
    journal.write([...chosen.map(({ id }) => journal.homework(lesson, fields, undefined, id)), ...taken.map(empty)]);
    dialog.close();
  }

  function takeBack() {
    journal.write([...had].map(empty));
    dialog.close();
  }

  /** @param {string} id */
  const empty = (id) => journal.homework(lesson, { value: "", due: "", none: false, minutes: 0 }, undefined, id);
}
