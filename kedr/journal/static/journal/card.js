/**
 * The card of one lesson beside the table: attendance, topic, homework, works, what other lessons lack.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson } from "./types.js"
 */

import { askButton } from "./ask.js";
import { autosave } from "./autosave.js";
import { afterPaint, h, icon } from "./dom.js";
import { homeworkField } from "./homework.js";
import { address, key } from "./rows.js";
import { ABSENT, ATTENDANCE_WORDS } from "./rules.js";
import { suggestion } from "./suggest.js";
import { troubleLine } from "./trouble.js";
import { dayMonth, longDate, noun } from "./words.js";
import { openedNote } from "./why.js";
import { worksField } from "./works.js";

const SEEN_UNFILLED = 3;

/**
 * The words of the attendance button.
 * @param {number} absent
 */
export function presentWords(absent) {
  return absent ? `Все, кроме ${absent}, присутствуют` : "Все присутствуют";
}

/** @param {Lesson} lesson «3-й урок, 10:20–11:00, каб. 209» */
export function lessonWords({ number, starts, ends, room }) {
  return [`${number}-й урок`, starts && `${clock(starts)}–${clock(ends)}`, room].filter(Boolean).join(", ");
}

/** @param {string} time */
const clock = (time) => time.replace(/^0/, "");

export class LessonCard extends HTMLElement {
  /** @type {Journal} */
  #journal = /** @type {any} */ (null);
  /** @type {Lesson | undefined} */
  #lesson;
  /** @type {{refresh: () => void, flush?: () => void}[]} */
  #parts = [];

  /** @type {(lesson: number) => void} the teacher asks for another lesson */
  onStep = () => {};
  /** @type {() => void} back to the table */
  onLeave = () => {};

  /** @param {Journal} journal */
  start(journal) {
    this.#journal = journal;
    this.tabIndex = -1;
    const refresh = afterPaint(() => this.#parts.forEach((part) => part.refresh()));
    journal.onChange((keys) => {
      if ([...keys].some((name) => this.#concerns(name))) refresh();
    });
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.onLeave();
    });
  }

  /** @param {number} at */
  show(at) {
    for (const { flush } of this.#parts) flush?.();
    const lesson = this.#journal.model.lessons[at];
    this.#lesson = lesson;
    this.#parts = [];
    if (!lesson) {
      this.replaceChildren(h("p", { class: "empty" }, "В этом периоде уроков нет."));
      return;
    }
    this.replaceChildren(
      this.#head(lesson, at), ...this.#notes(lesson),
      ...(lesson.cancelled ? [] : [this.#attendance(lesson), this.#topic(lesson), this.#homework(lesson), this.#works(lesson)]),
      this.#unfilled(lesson), legend(),
    );
  }

  /** Marks of other lessons say nothing here; the rest may change what is owed. @param {string} name */
  #concerns(name) {
    const { what, lesson } = address(name);
    return lesson === this.#lesson?.id || !["mark", "attendance", "result"].includes(what);
  }

  /** @param {Lesson} lesson @param {number} at */
  #head(lesson, at) {
    const last = this.#journal.model.lessons.length - 1;
    /** @param {number} step @param {string} label @param {string} name */
    const step = (step, label, name) => h("button", {
      type: "button", class: "icon-btn", "aria-label": label, disabled: at + step < 0 || at + step > last,
      onclick: () => this.onStep(at + step),
    }, icon(name));
    return h(
      "header", { class: "card-head" },
      h("div", {}, h("h2", {}, longDate(lesson.date)), h("p", { class: "muted small" }, lessonWords(lesson))),
      h("div", { class: "step" }, step(-1, "Предыдущий урок", "left"), step(1, "Следующий урок", "right")),
    );
  }

  /** @param {Lesson} lesson */
  #notes(lesson) {
    const closed = this.#journal.model.closed(lesson);
    return [
      lesson.change && h("p", { class: "note-line" }, lesson.change),
      lesson.foreign && h("p", { class: "note-line" }, `Ведёт ${lesson.teacher}`),
      closed && h("p", { class: "note-line" }, icon("lock"), closed),
      ...askButton(this.#journal, lesson),
      openedNote(this.#journal, lesson),
    ].filter((line) => line instanceof HTMLElement);
  }

  /** @param {Lesson} lesson */
  #attendance(lesson) {
    const { model } = this.#journal;
    const words = h("span", {});
    const button = h("button", {
      type: "button", id: "check", class: "btn check", disabled: model.closed(lesson) !== "",
      onclick: () => this.#journal.write([this.#journal.check(lesson, !model.row(key.check(lesson.id)).checked)]),
    }, icon("check"), words, h("kbd", { "aria-hidden": "true" }, "*"));
    const list = h("ul", { class: "absent" });
    const trouble = troubleLine(this.#journal, key.check(lesson.id));
    const refresh = () => {
      const roll = model.roll(lesson).filter(({ attendance }) => attendance.value);
      const absent = roll.filter(({ attendance }) => ABSENT.has(attendance.value)).length;
      const { checked } = model.row(key.check(lesson.id));
      button.setAttribute("aria-pressed", String(checked));
      button.classList.toggle("btn-main", checked);
      words.textContent = presentWords(absent);
      button.title = checked ? "Посещаемость отмечена" : "Отметить посещаемость";
      list.replaceChildren(...roll.map(({ pupil, attendance: { value, minutes } }) => h(
        "li", {}, h("b", { title: ATTENDANCE_WORDS.get(value) ?? "" }, value), h("span", {}, pupil.name),
        minutes > 0 && h("span", { class: "muted" }, `${minutes} мин`),
      )));
      trouble.refresh();
    };
    refresh();
    this.#parts.push({ refresh });
    return h("section", { class: "f", "aria-label": "Посещаемость" }, h("h3", {}, "Посещаемость"), button, trouble.element, list);
  }

  /** @param {Lesson} lesson */
  #topic(lesson) {
    const { model } = this.#journal;
    const name = key.topic(lesson.id);
    const field = h("textarea", { id: "topic", rows: 2, maxlength: 500, readonly: model.closed(lesson) !== "" });
    const saving = autosave(field, {
      version: () => model.version(name),
      save: (value, base) => this.#journal.write([this.#journal.topic(lesson, value, base)], { undo: false }),
    });
    const goOn = () => document.getElementById("homework")?.focus();
    const offer = suggestion(this.#journal, lesson, "topic", field, goOn);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault(); // a topic is one line: on to homework
      goOn();
    });
    const trouble = troubleLine(this.#journal, name);
    const refresh = () => {
      saving.show(model.row(name).value);
      offer.refresh();
      trouble.refresh();
    };
    refresh();
    this.#parts.push({ refresh, flush: saving.flush });
    return h("div", { class: "f" }, h("label", { for: "topic" }, "Тема урока"), field, offer.element, trouble.element);
  }

  /** @param {Lesson} lesson */
  #homework(lesson) {
    const field = homeworkField(this.#journal, lesson);
    const trouble = troubleLine(this.#journal, key.homework(lesson.id));
    this.#parts.push(field, trouble);
    field.element.append(trouble.element);
    return field.element;
  }

  /** @param {Lesson} lesson */
  #works(lesson) {
    if (this.#journal.model.data.scale === "none") return "";
    const field = worksField(this.#journal, lesson);
    const troubles = [0, 1, 2].map((slot) => troubleLine(this.#journal, key.work(lesson.id, slot)));
    this.#parts.push(field, ...troubles);
    field.element.append(...troubles.map(({ element }) => element));
    return field.element;
  }

  /** Other past lessons that still lack something, the latest first. @param {Lesson} lesson */
  #unfilled(lesson) {
    const { model } = this.#journal;
    const box = h("section", { class: "owe", "aria-label": "Не заполнено" });
    const refresh = () => {
      const owed = model.lessons.flatMap((other, at) => {
        const lacks = other.id === lesson.id ? [] : model.lacks(other);
        return lacks.length ? [{ other, at, lacks }] : [];
      }).reverse();
      box.hidden = owed.length === 0;
      const rest = owed.length - SEEN_UNFILLED;
      box.replaceChildren(
        h("h3", {}, h("span", { class: "dot" }), "Не заполнено"),
        h("ul", {}, ...owed.slice(0, SEEN_UNFILLED).map(({ other, at, lacks }) => h(
          "li", {}, h("button", { type: "button", class: "lk", onclick: () => this.onStep(at) }, dayMonth(other.date)),
          h("span", { class: "muted" }, `нет ${lacks.join(", ")}`),
        ))),
        rest > 0 ? h("p", { class: "muted small" }, `и ещё ${rest} ${noun(rest, "урок", "урока", "уроков")}`) : "",
      );
    };
    refresh();
    this.#parts.push({ refresh });
    return box;
  }
}

function legend() {
  /** @param {string} look @param {string} words @param {string} [sign] */
  const item = (look, words, sign = "") => h("div", {}, h("dt", { class: look, "aria-hidden": "true" }, sign), h("dd", {}, words));
  return h(
    "dl", { class: "signs" },
    item("s-debt", "долг"), item("s-note", "комментарий"), item("s-unsent", "ждёт связи"), item("s-n", "нет на уроке", "н"),
    item("few", "мало отметок", "4"),
  );
}

customElements.define("lesson-card", LessonCard);
