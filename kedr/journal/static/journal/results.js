/**
 * What a pupil comes to in the period: the mean, the proposed result, how sure it is. No DOM.
 *
 * @import { Proposal } from "./proposals.js"
 * @import { Model } from "./model.js"
 * @import { Pupil } from "./types.js"
 */

import { fewWords, proposeResult } from "./proposals.js";
import { ABSENT, counted, isOverdue, mean, parts } from "./rules.js";
import { key } from "./rows.js";

/** Debts due before this day count as «2» here; "" when none does. @param {Model} model */
export function debtsUntil({ data: { debts, period, today } }) {
  return debts[1] ? (today < period.ends ? today : period.ends) : "";
}

/**
 * The numeric marks of a pupil as they count, with their weights.
 * @param {Model} model
 * @param {string} pupil
 */
function weighted(model, pupil) {
  /** @type {[string, number][]} */
  const found = model.brought(pupil).map(({ value, weight }) => [value, weight]);
  const until = debtsUntil(model);
  for (const { id } of model.lessons) {
    const slots = model.slots(id);
    for (let slot = 0; slot < slots; slot += 1) {
      const { value, due } = model.row(key.mark(id, pupil, slot));
      const mark = counted(value, due, until, model.data.scale);
      if (parts(mark).length) found.push([mark, model.work(id, slot).weight]);
    }
  }
  return found;
}

/** @param {Model} model @param {string} pupil @returns {number | null} in hundredths */
export function meanOf(model, pupil) {
  return mean(weighted(model, pupil));
}

/** @param {Model} model @param {string} pupil @returns {Proposal} the result that their marks and absences ask for */
export function proposalOf(model, pupil) {
  const { scale, thresholds, enough } = model.data;
  return proposeResult(weighted(model, pupil), attended(model, pupil), { scale, thresholds, enough });
}

/**
 * The lessons of the period that are the pupil's, those to come too, and how many of them are missed.
 * @param {Model} model
 * @param {string} pupil
 */
function attended(model, pupil) {
  const who = model.pupils[model.pupilAt.get(pupil) ?? -1];
  const own = model.lessons.filter((lesson) => !lesson.cancelled && who && model.isMember(lesson, who));
  return { lessons: own.length, missed: own.filter(({ id }) => isAbsent(model, id, pupil)).length };
}

/** @param {Model} model @param {string} lesson @param {string} pupil */
function isAbsent(model, lesson, pupil) {
  return ABSENT.has(model.row(key.attendance(lesson, pupil)).value);
}

/** @param {Model} model @param {string} pupil lessons missed in the period */
export function missedBy(model, pupil) {
  return model.lessons.filter(({ id }) => isAbsent(model, id, pupil)).length;
}

/** @param {Model} model @param {string} pupil @returns {boolean} whether a debt is in their mean as «2» */
export function hasCountedDebt(model, pupil) {
  const until = debtsUntil(model);
  return until !== "" && model.lessons.some(({ id }) => model.marks(id, pupil).some(({ value, due }) => isOverdue(value, due, until)));
}

/**
 * The results that are not decided yet: `ready` may be taken as proposed; `few` rest on too few marks and want a look.
 * Who has left before the period's end, or whose result is put off, gets none with the others.
 * @param {Model} model
 * @returns {{ready: {pupil: Pupil, value: string}[], few: {pupil: Pupil, words: string}[]}}
 */
export function undecided(model) {
  /** @type {ReturnType<typeof undecided>} */
  const found = { ready: [], few: [] };
  for (const pupil of model.pupils) {
    const hasLeft = pupil.until !== "" && pupil.until < model.data.period.ends;
    if (hasLeft || model.deferred(pupil) || model.row(key.result(pupil.id)).value || model.resultClosed(pupil)) continue;
    const proposal = proposalOf(model, pupil.id);
    const words = fewWords(proposal);
    if (words) found.few.push({ pupil, words });
    else if (proposal.value) found.ready.push({ pupil, value: proposal.value });
  }
  return found;
}
