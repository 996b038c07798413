/**
 * What marks propose as the result of a period, and whether they are enough: as `journal/rules/proposals.py` says it.
 *
 * @import { Scale } from "./types.js"
 */

import { mean, parts, propose } from "./rules.js";
import { noun } from "./words.js";

const UNRATED = "н/а";

/**
 * @typedef {object} Norm what a course's results are proposed by
 * @property {Scale} scale
 * @property {readonly number[]} thresholds
 * @property {readonly [marks: number, over: number, of: number]} enough how many marks are; past which share of missed
 *   lessons «н/а» comes out
 *
 * @typedef {object} Proposal
 * @property {string} value "" when nothing comes out
 * @property {number | null} mean in hundredths
 * @property {number} marks
 * @property {number} least
 * @property {number} lessons
 * @property {number} missed
 */

/**
 * Few marks are told, never held against the pupil; «н/а» comes out only for who missed more than the share as well.
 * @param {readonly (readonly [value: string, weight: number])[]} marks as they count
 * @param {{lessons: number, missed: number}} attended
 * @param {Norm} norm
 * @returns {Proposal}
 */
export function proposeResult(marks, { lessons, missed }, { scale, thresholds, enough: [least, over, of] }) {
  const given = marks.reduce((sum, [value, weight]) => sum + (weight ? parts(value).length : 0), 0);
  const isAbsent = given < least && missed * of > lessons * over;
  const middle = mean(marks);
  return { value: isAbsent ? UNRATED : propose(middle, thresholds, scale), mean: middle, marks: given, least, lessons, missed };
}

/**
 * «мало отметок: 2 из 3», with the missed lessons where they make it «н/а»; "" when marks are enough.
 * @param {Proposal} proposal
 */
export function fewWords({ value, marks, least, lessons, missed }) {
  if (marks >= least) return "";
  const said = `мало отметок: ${marks} из ${least}`;
  return value === UNRATED ? `${said}, пропущено ${missed} из ${lessons} ${noun(lessons, "урока", "уроков", "уроков")}` : said;
}
