/** Dates, counts and names as Russian readers expect them. */

import { told } from "./criteria.js";

const MONTHS = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split(" ");
const MONTH_NAMES = "Январь Февраль Март Апрель Май Июнь Июль Август Сентябрь Октябрь Ноябрь Декабрь".split(" ");
const WEEKDAYS = "Воскресенье Понедельник Вторник Среда Четверг Пятница Суббота".split(" ");
const WEEKDAYS_SHORT = "вс пн вт ср чт пт сб".split(" ");

/**
 * Year, month from 0, day of «2026-11-09».
 * @param {string} date
 * @returns {[number, number, number]}
 */
function parts(date) {
  return [Number(date.slice(0, 4)), Number(date.slice(5, 7)) - 1, Number(date.slice(8, 10))];
}

/** @param {string} date */
function dayOfWeek(date) {
  return new Date(Date.UTC(...parts(date))).getUTCDay();
}

/** @param {string} date «9» */
export const dayNumber = (date) => parts(date)[2];

/** @param {string} date «9 ноября» */
export const dayMonth = (date) => `${dayNumber(date)} ${MONTHS[parts(date)[1]]}`;

/** @param {string} date «09.11» */
export const shortDate = (date) => `${date.slice(8, 10)}.${date.slice(5, 7)}`;

/** @param {string} date «Ноябрь» */
export const monthName = (date) => MONTH_NAMES[parts(date)[1]] ?? "";

/** @param {string} date «Понедельник, 9 ноября» */
export const longDate = (date) => `${WEEKDAYS[dayOfWeek(date)]}, ${dayMonth(date)}`;

/** @param {string} date «Пн, 9 ноября» */
export const middleDate = (date) => {
  const short = WEEKDAYS_SHORT[dayOfWeek(date)] ?? "";
  return `${short.slice(0, 1).toUpperCase()}${short.slice(1)}, ${dayMonth(date)}`;
};

/** @param {string} date «пн, 09.11» */
export const shortDay = (date) => `${WEEKDAYS_SHORT[dayOfWeek(date)]}, ${shortDate(date)}`;

/**
 * Monday of the date's week, as a date.
 * @param {string} date
 */
export function monday(date) {
  const [year, month, day] = parts(date);
  return new Date(Date.UTC(year, month, day - ((dayOfWeek(date) + 6) % 7))).toISOString().slice(0, 10);
}

/**
 * The date some days later.
 * @param {string} date
 * @param {number} days
 */
export function daysLater(date, days) {
  const [year, month, day] = parts(date);
  return new Date(Date.UTC(year, month, day + days)).toISOString().slice(0, 10);
}

/**
 * «2 урока»: a number with its noun.
 * @param {number} number
 * @param {string} one
 * @param {string} few
 * @param {string} many
 */
export function count(number, one, few, many) {
  return `${number} ${noun(number, one, few, many)}`;
}

/**
 * @param {number} number
 * @param {string} one
 * @param {string} few
 * @param {string} many
 */
export function noun(number, one, few, many) {
  const tens = number % 100;
  const ones = number % 10;
  if (ones === 1 && tens !== 11) return one;
  return ones >= 2 && ones <= 4 && !(tens >= 12 && tens <= 14) ? few : many;
}

/**
 * «9:15» of today, «11 ноября, 9:15» of another day, by the clock of this computer.
 * @param {string} moment
 * @param {string} today
 */
export function moment(moment, today) {
  const at = new Date(moment);
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  const time = `${at.getHours()}:${two(at.getMinutes())}`;
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return date === today ? time : `${dayMonth(date)}, ${time}`;
}

/**
 * A mark or a code for the ear.
 * @param {string} value
 */
export function spoken(value) {
  return { ".": "долг", "": "пусто" }[value] ?? told(value);
}
