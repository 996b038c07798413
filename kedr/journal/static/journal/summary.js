/**
 * The class in one line: pupils, mean of all marks, quality, debts. Counted from marks, never a mean of means.
 *
 * @import { Model } from "./model.js"
 */

import { h } from "./dom.js";
import { debtsUntil, proposalOf } from "./results.js";
import { key } from "./rows.js";
import { OVERDUE, counted, isOverdue, level, mean, meanWords, overdueWords } from "./rules.js";
import { count } from "./words.js";

/**
 * @param {Model} model
 * @returns {HTMLElement[]}
 */
export function summaryWords(model) {
  const { pupils, lessons } = model;
  const { scale, levels } = model.data;
  const until = debtsUntil(model);
  /** @type {[string, number][]} */
  const marks = [];
  let debts = 0;
  let late = 0;
  let counts = false;
  for (const { id } of lessons) {
    for (const pupil of pupils) {
      model.marks(id, pupil.id).forEach(({ value, due }, slot) => {
        const mark = counted(value, due, until, scale);
        if (value === ".") debts += 1;
        if (isOverdue(value, due, model.data.today)) late += 1;
        if (mark !== value) counts = true;
        if (mark && mark !== ".") marks.push([mark, model.work(id, slot).weight]);
      });
    }
  }
  const results = pupils.map(({ id }) => model.row(key.result(id)).value || proposalOf(model, id).value).filter(Boolean);
  const good = results.filter((value) => ["4", "5"].includes(level(value, scale, levels))).length;
  const whole = mean(marks);
  return [
    count(pupils.length, "ученик", "ученика", "учеников"),
    whole === null ? "" : `средний балл ${meanWords(whole, model.data.scale)}`,
    // half up, in whole percents
    results.length && OVERDUE[scale] ? `качество ${Math.floor((200 * good + results.length) / (2 * results.length))} %` : "",
    debts ? debtsLink(model, debts, late) : "",
    counts ? overdueWords(scale) : "",
  ].filter(Boolean).map((words) => h("span", {}, words));
}

/**
 * @param {Model} model
 * @param {number} debts
 * @param {number} late
 */
function debtsLink({ data }, debts, late) {
  const words = late ? `долгов ${debts}, из них просрочено ${late}` : `долгов ${debts}`;
  return h("a", { href: `/s/${data.school}/journal/${data.course}/debts/` }, words);
}
