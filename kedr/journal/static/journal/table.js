/**
 * How the journal's table looks, as strings: built once for the whole table, then for one cell at a time.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson, Pupil, Row } from "./types.js"
 */

import { isCriteriaMark, percentWords, told } from "./criteria.js";
import { escape } from "./dom.js";
import { fewWords } from "./proposals.js";
import { hasCountedDebt, missedBy, proposalOf } from "./results.js";
import { key } from "./rows.js";
import { ATTENDANCE_WORDS, isOverdue, level, meanWords, overdueWords, weightWords } from "./rules.js";
import { dayMonth, dayNumber, monday, monthName, shortDate, spoken } from "./words.js";

/** @typedef {{html: string, look: string, state: string, description: string}} CellLook */

/** @type {Record<string, string>} */
const STATE_WORDS = {
  sending: "сохраняется",
  offline: "ждёт связи",
  conflict: "расхождение: нажмите Enter, чтобы выбрать",
  refused: "не принято: нажмите F2, чтобы узнать почему",
};

/**
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @param {Pupil} pupil
 * @returns {CellLook}
 */
export function cellLook({ model, queue }, lesson, pupil) {
  const marks = model.marks(lesson.id, pupil.id);
  const attendance = model.row(key.attendance(lesson.id, pupil.id));
  const last = marks.findLastIndex(({ value }) => value !== "");
  const tokens = marks.slice(0, last + 1).map(({ value }) => markToken(value));
  const beside = model.beside(lesson, pupil);
  if (attendance.value) tokens.unshift(absenceToken(attendance, beside));
  const states = [key.attendance(lesson.id, pupil.id), ...marks.map((_, slot) => key.mark(lesson.id, pupil.id, slot))]
    .map((name) => queue.state(name));
  const state = ["conflict", "refused", "offline", "sending"].find((name) => states.includes(/** @type {any} */ (name))) ?? "";
  const values = marks.map(({ value }) => value);
  const hasNote = marks.some(({ comment }) => comment !== "");
  const looks = [
    values.some((value) => value === "нз" || level(value, model.data.scale, model.data.levels) === "2") && "two",
    values.includes(".") && "debt",
    attendance.value === "н" && "n",
    (tokens.length > 1 || values.some((value) => value.length > 2)) && "pair",
    hasNote && "note",
    !model.isMember(lesson, pupil) && "out",
  ].filter(Boolean);
  const description = [STATE_WORDS[state], ...marks.map((mark) => debtWords(mark, model.data.today)), ...values.filter(isCriteriaMark).map(told), beside, hasNote && "есть комментарий"]
    .filter(Boolean).join(", ");
  // «7 8» of ten points is two marks, not seventy-eight
  const sign = model.data.scale === "ten" || model.data.scale === "hundred" ? ", " : " ";
  return { html: tokens.join(sign), look: looks.join(" "), state, description };
}

/**
 * «сдать до 20 ноября», «срок был 20 ноября»; nothing for what is no debt.
 * @param {Row} mark
 * @param {string} today
 */
export function debtWords({ value, due }, today) {
  if (value !== "." || !due) return "";
  return isOverdue(value, due, today) ? `долг просрочен, срок был ${dayMonth(due)}` : `долг, сдать до ${dayMonth(due)}`;
}

/** @param {string} value */
function markToken(value) {
  if (value === ".") return `<span class="m point"><span class="vh">долг</span></span>`;
  if (isCriteriaMark(value)) return `<span class="m" title="${escape(told(value))}">${percentWords(value)}</span>`;
  return `<span class="m">${escape(value || "–")}</span>`;
}

/**
 * @param {Row} attendance
 * @param {string} beside
 */
function absenceToken({ value, minutes }, beside) {
  const words = [ATTENDANCE_WORDS.get(value), minutes && `${minutes} мин`, beside].filter(Boolean).join(", ");
  return `<abbr class="a${beside ? " beside" : ""}" title="${escape(words)}">${escape(value)}</abbr>`;
}

/**
 * The classes of a column: week and month lines, today, a control work.
 * @param {Journal} journal
 * @param {number} at
 */
export function columnLook({ model }, at) {
  const lesson = model.lessons[at];
  const next = model.lessons[at + 1];
  if (!lesson) return "";
  return [
    next && next.date.slice(0, 7) !== lesson.date.slice(0, 7) && "mo",
    next && monday(next.date) !== monday(lesson.date) && "w",
    lesson.date === model.data.today && "now",
    lesson.date > model.data.today && "later",
    lesson.cancelled && "off",
    isControl(model, lesson) && "k",
    next && isControl(model, next) && "pk",
  ].filter(Boolean).join(" ");
}

/**
 * @param {Journal["model"]} model
 * @param {Lesson} lesson
 */
function isControl(model, lesson) {
  return Array.from({ length: model.slots(lesson.id) }, (_, slot) => model.work(lesson.id, slot))
    .some(({ kind, version }) => version > 0 && kind?.isControl);
}

/**
 * The letters of a lesson's works; a plain answer needs none.
 * @param {Journal} journal
 * @param {Lesson} lesson
 */
export function kindHtml({ model }, lesson) {
  const works = Array.from({ length: model.slots(lesson.id) }, (_, slot) => model.work(lesson.id, slot));
  return works.filter(({ kind }) => kind && kind !== model.plainKind).map(({ kind, weight, title }) => {
    const words = [kind?.name, title, `вес ${weightWords(weight)}`].filter(Boolean).join(", ");
    const small = weight === 100 ? "" : `<sub>${weightWords(weight)}</sub>`;
    return `<abbr title="${escape(words)}">${escape(kind?.letter ?? "")}</abbr>${small}`;
  }).join(" ") || `<span class="vh">ответ на уроке</span>`;
}

/**
 * The button of a day: its number, and what the lesson lacks.
 * @param {Journal} journal
 * @param {Lesson} lesson
 */
export function dayHtml({ model }, lesson) {
  const lacks = model.lacks(lesson);
  const words = [
    `${dayMonth(lesson.date)}, ${lesson.number}-й урок`,
    lesson.date === model.data.today && "сегодня",
    lesson.cancelled && "отменён",
    lacks.length > 0 && `нет ${lacks.join(", ")}`,
  ].filter(Boolean).join(", ");
  const dot = lacks.length ? `<span class="dot" aria-hidden="true"></span>` : "";
  return `<span class="day" aria-hidden="true">${dayNumber(lesson.date)}</span>${dot}<span class="vh">${escape(words)}</span>`;
}

/** @param {Pupil} pupil */
function membership({ since, until }) {
  return [since && `с ${shortDate(since)}`, until && `до ${shortDate(until)}`].filter(Boolean).join(" ");
}

/** @param {Journal} journal */
function headHtml(journal) {
  const { lessons } = journal.model;
  /** @type {{name: string, size: number}[]} */
  const months = [];
  for (const { date } of lessons) {
    const name = monthName(date);
    const last = months.at(-1);
    if (last?.name === name) last.size += 1;
    else months.push({ name, size: 1 });
  }
  const month = months.map(({ name, size }, index) =>
    `<th scope="colgroup" colspan="${size}" class="${index < months.length - 1 ? "mo" : ""}"><span>${name}</span></th>`);
  const days = lessons.map((lesson, at) =>
    `<th scope="col" class="d ${columnLook(journal, at)}"><button type="button" tabindex="-1" data-day="${at}">` +
    `${dayHtml(journal, lesson)}</button></th>`);
  const kinds = lessons.map((lesson, at) => `<td class="kind ${columnLook(journal, at)}">${kindHtml(journal, lesson)}</td>`);
  return `<tr class="r-month"><th scope="col" rowspan="3" class="corner">Ученик</th>${month.join("")}` +
    `<th scope="col" rowspan="3" class="avg">Ср.<br>балл</th>` +
    `<th scope="col" rowspan="3" class="miss"><abbr title="Пропущено уроков">Н</abbr></th>` +
    `<th scope="col" rowspan="3" class="fin">Итог</th></tr>` +
    `<tr class="r-day">${days.join("")}</tr><tr class="r-kind">${kinds.join("")}</tr>`;
}

/**
 * @param {Journal} journal
 * @param {Pupil} pupil
 * @param {number} row
 * @param {string[]} looks
 */
function rowHtml(journal, pupil, row, looks) {
  const { model } = journal;
  const cells = model.lessons.map((lesson, at) => {
    const { html, look, state, description } = cellLook(journal, lesson, pupil);
    return `<td tabindex="-1" data-cell="${at}:${row}" class="c ${looks[at]} ${look}"` +
      `${state ? ` data-state="${state}"` : ""}${description ? ` aria-description="${escape(description)}"` : ""}` +
      `${model.closed(lesson, pupil) ? ` aria-readonly="true"` : ""}>${html}</td>`;
  });
  const { mean, missed, result } = summaryLook(journal, pupil);
  const when = [membership(pupil), escape(model.freed(pupil)), model.deferred(pupil) && "отсрочка"].filter(Boolean).join(", ");
  return `<tr><th scope="row"><button type="button" tabindex="-1" data-pupil="${row}" title="${escape(pupil.name)}">` +
    `<span class="no" aria-hidden="true">${row + 1}</span><span class="who">${escape(pupil.name)}</span></button>` +
    `${when ? `<small>${when}</small>` : ""}</th>${cells.join("")}` +
    `<td tabindex="-1" class="avg" data-mean="${row}" aria-readonly="true">${mean}</td>` +
    `<td tabindex="-1" class="miss" data-missed="${row}" aria-readonly="true">${missed}</td>` +
    `<td tabindex="-1" class="${result.look}" data-result="${row}"${model.resultClosed(pupil) ? ` aria-readonly="true"` : ""}` +
    `${result.description ? ` aria-description="${escape(result.description)}"` : ""}` +
    `${result.state ? ` data-state="${result.state}"` : ""}>${result.html}</td></tr>`;
}

/**
 * The right end of a row.
 * @param {Journal} journal
 * @param {Pupil} pupil
 */
export function summaryLook({ model, queue }, pupil) {
  const final = model.row(key.result(pupil.id)).value;
  const proposal = proposalOf(model, pupil.id);
  const few = final || !proposal.value ? "" : fewWords(proposal);
  const state = queue.state(key.result(pupil.id));
  const shown = final || proposal.value;
  const until = model.deferred(pupil);
  return {
    mean: meanWords(proposal.mean, model.data.scale) + (model.brought(pupil.id).length ? "*" : ""),
    missed: String(missedBy(model, pupil.id) || ""),
    result: {
      html: few ? `<span class="few" title="${escape(few)}">${escape(shown)}</span>` : escape(shown),
      look: ["fin", final ? "is-final" : "is-proposed", level(shown, model.data.scale, model.data.levels) === "2" && "fin-2"].filter(Boolean).join(" "),
      state,
      description: [STATE_WORDS[state], until && `отсрочка до ${dayMonth(until)}`, !final && proposal.value && "предложено, ещё не выставлено", few,
        !final && proposal.value && hasCountedDebt(model, pupil.id) && overdueWords(model.data.scale)]
        .filter(Boolean).join(", "),
    },
  };
}

/** @param {Journal} journal the whole table */
export function tableHtml(journal) {
  const { model } = journal;
  const looks = model.lessons.map((_, at) => columnLook(journal, at));
  return `<table class="grid" role="grid" aria-labelledby="journal-title" aria-describedby="grid-hint" aria-multiselectable="true">` +
    `<colgroup><col class="c-name"><col span="${Math.max(1, model.lessons.length)}" class="c-day">` +
    `<col class="c-avg"><col class="c-miss"><col class="c-fin"></colgroup>` +
    `<thead>${headHtml(journal)}</thead>` +
    `<tbody>${model.pupils.map((pupil, row) => rowHtml(journal, pupil, row, looks)).join("")}</tbody></table>`;
}

/**
 * A cell in one line, for the clipboard and the ear.
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @param {Pupil} pupil
 */
export function cellText({ model }, lesson, pupil) {
  const absence = model.row(key.attendance(lesson.id, pupil.id)).value;
  return [absence, ...model.marks(lesson.id, pupil.id).map(({ value }) => value)].filter(Boolean).join(" ");
}

/** @param {string} text of a cell, for the ear */
export const heard = (text) => text.split(" ").map(spoken).join(", ");
