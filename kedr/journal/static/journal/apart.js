/**
 * Pupils who do not learn as the others: with marks of another school, freed from the course for a time. Pure.
 *
 * @import { Data } from "./types.js"
 */

/**
 * Marks of another school that count in the period: they have no lesson here.
 * @param {Data} data
 * @param {string} pupil
 */
export function broughtBy(data, pupil) {
  return data.brought
    .filter(([row]) => data.pupils[row]?.[0] === pupil)
    .map(([, value, weight, kind, date]) => ({ value, weight, kind, date }));
}

/**
 * Why a pupil is freed from the course on a day, or on some day of the period; "" when they are not.
 * @param {Data} data
 * @param {string} pupil
 * @param {string} [date]
 */
export function freedWhy(data, pupil, date) {
  const found = data.freed.find(([row, from, until]) =>
    data.pupils[row]?.[0] === pupil && (!date || (from <= date && (!until || date < until))));
  return found ? found[3] : "";
}
