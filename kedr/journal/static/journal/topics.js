/**
 * The right page of a paper journal: date, topic, homework, one line a lesson, written in place.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson } from "./types.js"
 */

import { autosave } from "./autosave.js";
import { h } from "./dom.js";
import { personalGroups } from "./personal.js";
import { address, key } from "./rows.js";
import { offeredText, takeOffered } from "./suggest.js";
import { troubleLine } from "./trouble.js";
import { count, dayMonth, shortDate, shortDay } from "./words.js";

export class TopicTable extends HTMLElement {
  /** @type {Journal} */
  #journal = /** @type {any} */ (null);
  /** @type {Map<string, () => void>} by lesson */
  #lines = new Map();

  /** @param {Journal} journal */
  start(journal) {
    this.#journal = journal;
    // below the fold: drawn when it comes near, so that the table of marks is there first
    const watcher = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      watcher.disconnect();
      this.#draw();
      journal.onReshape(() => this.#draw());
      journal.onChange((keys) => {
        for (const lesson of new Set([...keys].map((name) => address(name).lesson))) this.#lines.get(lesson)?.();
      });
    }, { rootMargin: "600px" });
    watcher.observe(this);
  }

  #draw() {
    this.#lines.clear();
    const { lessons } = this.#journal.model;
    this.replaceChildren(h(
      "table", { class: "topics" },
      h("thead", {}, h("tr", {}, ...["Дата", "Тема урока", "Домашнее задание"].map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, ...lessons.map((lesson) => this.#line(lesson))),
    ));
  }

  /** @param {Lesson} lesson */
  #line(lesson) {
    const { model } = this.#journal;
    const names = { topic: key.topic(lesson.id), homework: key.homework(lesson.id) };
    const isClosed = model.closed(lesson) !== "";
    const topic = h("textarea", {
      rows: 1, maxlength: 500, readonly: isClosed, "aria-label": `Тема, ${dayMonth(lesson.date)}`,
    });
    const homework = h("textarea", {
      rows: 1, maxlength: 4000, readonly: isClosed, "aria-label": `Домашнее задание, ${dayMonth(lesson.date)}`,
    });
    const due = h("span", { class: "muted small" });
    const troubles = [troubleLine(this.#journal, names.topic), troubleLine(this.#journal, names.homework)];
    const savings = [
      autosave(topic, {
        version: () => model.version(names.topic),
        save: (value, base) => this.#journal.write([this.#journal.topic(lesson, value, base)], { undo: false }),
      }),
      autosave(homework, {
        version: () => model.version(names.homework),
        save: (value, base) => {
          const forLesson = model.row(names.homework).due || this.#journal.nextLesson(lesson);
          const fields = { value, due: value ? forLesson : "", none: false };
          this.#journal.write([this.#journal.homework(lesson, fields, base)], { undo: false });
        },
      }),
    ];
    for (const [field, what] of /** @type {const} */ ([[topic, "topic"], [homework, "homework"]])) {
      field.addEventListener("keydown", (event) => {
        if (event.key !== "Enter" || event.isComposing || field.value) return;
        if (takeOffered(this.#journal, lesson, what)) event.preventDefault();
      });
    }
    const line = h(
      "tr", { class: lesson.date === model.data.today ? "now" : "" },
      h("th", { scope: "row" }, shortDay(lesson.date)),
      h("td", {}, topic, troubles[0]?.element),
      h("td", {}, homework, due, troubles[1]?.element),
    );
    const refresh = () => {
      const set = model.row(names.homework);
      savings[0]?.show(model.row(names.topic).value);
      savings[1]?.show(set.value);
      topic.placeholder = isClosed ? "" : offeredText(this.#journal, lesson, "topic");
      homework.placeholder = set.none ? "Без задания" : isClosed ? "" : offeredText(this.#journal, lesson, "homework");
      const forLesson = set.value ? model.lessons.find(({ id }) => id === set.due) : undefined;
      due.textContent = [forLesson && `на ${shortDate(forLesson.date)}`, ...beside(this.#journal, lesson)].filter(Boolean).join(" · ");
      line.classList.toggle("is-owed", model.lacks(lesson).some((lack) => lack !== "посещаемости"));
      for (const trouble of troubles) trouble.refresh();
    };
    refresh();
    this.#lines.set(lesson.id, refresh);
    return line;
  }
}

/**
 * What goes with homework besides its text: minutes, files, whom it is set alone, lateness.
 * @param {Journal} journal
 * @param {Lesson} lesson
 */
function beside(journal, lesson) {
  const { minutes, late, value } = journal.model.row(key.homework(lesson.id));
  const files = journal.model.files.get(key.homework(lesson.id))?.length ?? 0;
  const alone = personalGroups(journal, lesson).flatMap(({ pupils }) => pupils.map(({ name }) => name.split(" ")[0]));
  return [
    value && minutes ? `${minutes} мин` : "", files ? count(files, "файл", "файла", "файлов") : "",
    alone.length ? `лично: ${alone.join(", ")}` : "", value ? late : "",
  ];
}

customElements.define("topic-table", TopicTable);
