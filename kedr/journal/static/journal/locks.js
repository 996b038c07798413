/**
 * What locks the journal, in words: why, and what to do. Pure.
 *
 * @import { Data, Lock } from "./types.js"
 */

import { noun } from "./words.js";

/** Locks that a window may lift: there is something to ask for. */
const ASKABLE = new Set(["course", "period", "late"]);

/** @param {Lock} lock */
export const isAskable = (lock) => ASKABLE.has(lock);

/**
 * @param {Lock} lock
 * @param {Pick<Data, "period" | "locks">} data
 */
export function lockWords(lock, { period, locks }) {
  const { days } = locks;
  switch (lock) {
    case "others":
      return "Этот урок ведёт другой учитель";
    case "year":
      return "Учебный год закрыт. Исправить можно, когда завуч откроет год";
    case "pupil":
      return "Год этого ученика закрыт. Исправить можно, когда завуч откроет год ученика";
    case "course":
      return "Журнал закрыт на весь год. Чтобы исправить, попросите открыть его";
    case "period":
      return `Период закрыт: ${period.name}. Чтобы исправить, попросите открыть журнал`;
    case "late":
      return `После урока прошло больше ${days} ${noun(days, "дня", "дней", "дней")}, правка закрыта. Чтобы исправить, попросите открыть журнал`;
    default:
      return "";
  }
}
