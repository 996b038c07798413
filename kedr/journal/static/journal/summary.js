/**
 * The class in one line: pupils, mean of all marks, quality, debts. Counted from marks, never a mean of means.
 *
 * @import { Model } from "./model.js"
 */

import { h } from "./dom.js";
import { key } from "./rows.js";
import { comma, mean } from "./rules.js";
import { count } from "./words.js";

/**
 * @param {Model} model
 * @returns {HTMLElement[]}
 */
export function summaryWords(model) {
  const { pupils, lessons } = model;
  /** @type {[string, number][]} */
  const marks = [];
  let debts = 0;
  for (const { id } of lessons) {
    for (const pupil of pupils) {
      model.marks(id, pupil.id).forEach(({ value }, slot) => {
        if (value === ".") debts += 1;
        else if (value) marks.push([value, model.work(id, slot).weight]);
      });
    }
  }
  const results = pupils.map(({ id }) => model.row(key.result(id)).value || model.proposal(id)).filter(Boolean);
  const good = results.filter((value) => value === "4" || value === "5").length;
  const whole = mean(marks);
  return [
    count(pupils.length, "ученик", "ученика", "учеников"),
    whole === null ? "" : `средний балл ${comma(whole)}`,
    // half up, in whole percents
    results.length && model.data.scale === "five" ? `качество ${Math.floor((200 * good + results.length) / (2 * results.length))} %` : "",
    debts ? `долгов ${debts}` : "",
  ].filter(Boolean).map((words) => h("span", {}, words));
}
