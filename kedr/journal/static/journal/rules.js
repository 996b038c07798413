/**
 * The arithmetic and the signs of the journal: pure functions, whole numbers only.
 * Weights and means are in hundredths: weight 1,5 is 150, mean 3,72 is 372.
 *
 * @import { Scale } from "./types.js"
 */

import { isCriteriaMark, percents } from "./criteria.js";

/** Codes that say «не был на уроке». */
export const ABSENT = new Set(["н", "нп", "у", "б"]);

/** Codes of attendance with their words, in the order of the picker. */
export const ATTENDANCE = /** @type {const} */ ([
  ["н", "Не был, причина неизвестна"],
  ["б", "Болеет"],
  ["у", "Уважительная причина"],
  ["нп", "Без уважительной причины"],
  ["оп", "Опоздал"],
  ["осв", "Освобождён от урока"],
  ["д", "Занимался дистанционно"],
]);

/** @type {Map<string, string>} */
export const ATTENDANCE_WORDS = new Map(ATTENDANCE);

/** The numbers of the scales that have them: the lowest and the highest. @type {Partial<Record<Scale, [number, number]>>} */
const NUMBERS = { five: [1, 5], ten: [1, 10], hundred: [0, 100] };

/** What an overdue debt counts as, where the school says so. @type {Partial<Record<Scale, string>>} */
export const OVERDUE = { five: "2", ten: "1", hundred: "0", criteria: "А0:1" };

/** @param {Scale} scale «просроченный долг считается за 2» */
export function overdueWords(scale) {
  return `просроченный долг считается за ${scale === "criteria" ? "0%" : OVERDUE[scale]}`;
}

/** @param {Scale} scale @returns {string[]} its marks, the highest first; «.» is a debt */
function allMarks(scale) {
  const [low, high] = NUMBERS[scale] ?? [0, -1];
  const numbers = Array.from({ length: high - low + 1 }, (_, at) => String(high - at));
  return scale === "none" ? [] : scale === "pass" ? ["зч", "нз", "."] : [...numbers, "."];
}

/** @type {Record<Scale, readonly string[]>} */
const MARKS = {
  five: allMarks("five"), ten: allMarks("ten"), hundred: allMarks("hundred"), criteria: allMarks("criteria"), pass: allMarks("pass"), none: [],
};

/**
 * The numbers of a mark, each of which counts: one of «5», two of «5/4», the percents of one by criteria; none of a
 * debt, a credit, an empty one.
 * @param {string} value
 */
export function parts(value) {
  if (/^\d+(\/\d+)?$/.test(value)) return value.split("/").map(Number);
  return isCriteriaMark(value) ? percents(value) : [];
}

/**
 * The weighted mean of numeric marks, rounded half up, in hundredths; null without a numeric mark.
 * @param {Iterable<readonly [value: string, weight: number]>} marks
 * @returns {number | null}
 */
export function mean(marks) {
  let sum = 0;
  let weights = 0;
  for (const [value, weight] of marks) {
    for (const number of parts(value)) {
      sum += Math.round(number * 100) * weight; // percents have two digits
      weights += weight;
    }
  }
  return weights === 0 ? null : Math.floor((sum * 2 + weights) / (2 * weights));
}

/**
 * What a mark is in the mean: itself; a debt due before the day `until` is the lowest mark of the scale, «2» of five,
 * where the school says so ("": nowhere).
 * @param {string} value
 * @param {string} due
 * @param {string} until
 * @param {Scale} [scale]
 */
export function counted(value, due, until, scale = "five") {
  return until && isOverdue(value, due, until) ? (OVERDUE[scale] ?? value) : value;
}

/**
 * Whether the day of a debt has passed; on the day itself it may still be handed in.
 * @param {string} value
 * @param {string} due
 * @param {string} today
 */
export function isOverdue(value, due, today) {
  return value === "." && due !== "" && due < today;
}

/**
 * The result that a mean asks for: of five points, and by criteria, 2 under the first threshold and 5 from the third
 * one; of ten and a hundred the mean itself, half up.
 * @param {number | null} hundredths
 * @param {readonly number[]} thresholds
 * @param {Scale} [scale]
 */
export function propose(hundredths, thresholds, scale = "five") {
  if (hundredths === null || !(NUMBERS[scale] || scale === "criteria")) return "";
  if (scale === "ten" || scale === "hundred") return String(Math.floor((hundredths + 50) / 100));
  return String(2 + thresholds.filter((bound) => hundredths >= bound).length);
}

/**
 * The level of a mark or a result, 5, 4, 3 or 2; of two marks the lower one's, of points by criteria their mean's. ""
 * for what is no number.
 * @param {string} value
 * @param {Scale} scale
 * @param {readonly number[]} bounds where уд, хор and отл begin; of no use for five points
 */
export function level(value, scale, bounds) {
  const numbers = parts(value);
  if (!numbers.length) return "";
  const lowest = isCriteriaMark(value) ? numbers.reduce((sum, one) => sum + one, 0) / numbers.length : Math.min(...numbers);
  return String(scale === "five" || (scale === "criteria" && !isCriteriaMark(value)) ? Math.max(2, lowest) : 2 + bounds.filter((bound) => lowest >= bound).length);
}

/**
 * Whether this may be the result of a period.
 * @param {string} value
 * @param {Scale} scale
 */
export function isResult(value, scale) {
  return resultsOf(scale).includes(value);
}

/**
 * The results that a scale knows, in the order of a choice.
 * @param {Scale} scale
 * @returns {string[]}
 */
export function resultsOf(scale) {
  if (scale === "none") return ["осв"];
  if (scale === "criteria") return resultsOf("five");
  const marks = MARKS[scale].filter((mark) => mark !== "." && !(scale === "five" && mark === "1"));
  return [...marks, "н/а", "осв"];
}

/**
 * «3,72»
 * @param {number | null} hundredths
 */
export function comma(hundredths) {
  if (hundredths === null) return "";
  return `${Math.floor(hundredths / 100)},${String(hundredths % 100).padStart(2, "0")}`;
}

/**
 * A mean as people read it: «3,72»; by criteria it is a percent, «62,5%».
 * @param {number | null} hundredths
 * @param {Scale} scale
 */
export function meanWords(hundredths, scale) {
  return scale === "criteria" && hundredths !== null ? `${weightWords(hundredths)}%` : comma(hundredths);
}

/**
 * A weight as people write it: 100 is «1», 150 is «1,5».
 * @param {number} hundredths
 */
export function weightWords(hundredths) {
  return comma(hundredths).replace(/,?0+$/, "");
}

/**
 * Whether a mark may be written on this scale; «5/4» for a work of two marks.
 * @param {string} value
 * @param {Scale} scale
 * @param {boolean} [isDouble]
 */
export function isMark(value, scale, isDouble = false) {
  if (MARKS[scale].includes(value)) return true;
  if (scale === "criteria") return isCriteriaMark(value);
  const two = parts(value);
  return isDouble && two.length === 2 && two.join("/") === value && two.every((one) => MARKS[scale].includes(String(one)));
}

/**
 * What a scale takes, in words.
 * @param {Scale} scale
 */
export function markWords(scale) {
  if (scale === "criteria") return "баллы по критериям и точка (долг)";
  const [low = 0, high = 0] = NUMBERS[scale] ?? [];
  const marks = high > 5 ? `от ${low} до ${high}` : MARKS[scale].filter((mark) => mark !== ".").reverse().join(", ");
  return `${marks} и точка (долг)`;
}

/**
 * The marks that a scale knows, in the order of a picker.
 * @param {Scale} scale
 * @returns {string[]}
 */
export function marksOf(scale) {
  return [...MARKS[scale]];
}

/**
 * @typedef {{type: "mark", value: string} | {type: "attendance", value: string}} Entered
 */

/** Letters by their place on the keyboard: the same on the Russian and the Latin layout. */
const BY_PLACE = new Map(
  /** @type {[string, Entered][]} */ ([
    ["KeyY", { type: "attendance", value: "н" }],
    ["Comma", { type: "attendance", value: "б" }],
    ["KeyE", { type: "attendance", value: "у" }],
    ["KeyG", { type: "attendance", value: "нп" }],
    ["KeyJ", { type: "attendance", value: "оп" }],
    ["KeyC", { type: "attendance", value: "осв" }],
    ["KeyL", { type: "attendance", value: "д" }],
    ["KeyP", { type: "mark", value: "зч" }],
    ["KeyX", { type: "mark", value: "нз" }],
    ["Period", { type: "mark", value: "." }],
    ["NumpadDecimal", { type: "mark", value: "." }],
  ]),
);

/**
 * What a key writes into a cell; null for a key that writes nothing.
 * Digits and the dot go by what they print, letters by their place.
 * @param {{key: string, code: string, shiftKey: boolean}} event
 * @returns {Entered | null}
 */
export function entered({ key, code, shiftKey }) {
  if (shiftKey) return null;
  if (/^\d$/.test(key)) return { type: "mark", value: key };
  if (key === ".") return { type: "mark", value: "." };
  return BY_PLACE.get(code) ?? null;
}

/**
 * A table from a spreadsheet: rows of cells. Cells in quotes may hold line breaks and doubled quotes.
 * @param {string} text
 * @returns {string[][]}
 */
export function parseTable(text) {
  /** @type {string[][]} */
  const rows = [[]];
  let rest = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  while (true) {
    const quoted = /^"((?:[^"]|"")*)"(?=[\t\n]|$)/.exec(rest);
    const cell = quoted ?? /^[^\t\n]*/.exec(rest);
    if (!cell) break;
    rows[rows.length - 1]?.push((quoted ? (quoted[1] ?? "").replaceAll('""', '"') : cell[0]).trim());
    rest = rest.slice(cell[0].length);
    if (rest === "") break;
    if (rest[0] === "\n") rows.push([]);
    rest = rest.slice(1);
  }
  return rows;
}

const OTHER_NAMES = new Map([
  ["от", "н"], ["уп", "у"], ["н/п", "у"], ["н/б", "б"], ["н/я", "н"], ["о", "оп"], ["п", "нп"],
  ["зач", "зч"], ["зачёт", "зч"], ["зачет", "зч"], ["незач", "нз"], ["незачёт", "нз"], ["незачет", "нз"],
]);

const LEVEL_NAMES = new Map([["отл", "5"], ["хор", "4"], ["уд", "3"], ["неуд", "2"]]);

/**
 * What the text of a pasted cell means: marks («5», «5 4», «5/4») or a code of absence; a sentence when it is neither.
 * In a work of two marks «5/4» and «54» are one.
 * @param {string} text
 * @param {Scale} scale
 * @param {boolean} [isDouble]
 * @returns {{marks: string[], absence: string} | {fault: string}}
 */
export function readCell(text, scale, isDouble = false) {
  /** @type {string[]} */
  const marks = [];
  let absence = "";
  const words = text.trim().toLowerCase().split(/\s+/);
  for (const part of words.flatMap((word) => pastedMarks(word, scale, isDouble))) {
    const sign = (scale === "five" ? LEVEL_NAMES.get(part) : undefined) ?? OTHER_NAMES.get(part) ?? part;
    if (isMark(sign, scale, isDouble)) marks.push(sign);
    else if (ATTENDANCE_WORDS.has(sign) && absence === "") absence = sign;
    else return { fault: `«${text.trim()}» — не отметка и не пропуск` };
  }
  if (marks.length > 3) return { fault: "В клетке больше трёх отметок" };
  return { marks, absence };
}

/**
 * The marks that stand in one pasted word: «54» and «5/4» are two, or one double.
 * @param {string} word
 * @param {Scale} scale
 * @param {boolean} isDouble
 * @returns {string[]}
 */
function pastedMarks(word, scale, isDouble) {
  const two = /^(\d+)\/(\d+)$/.exec(word) ?? (scale === "five" ? /^([1-5])([1-5])$/.exec(word) : null);
  if (isDouble && two) return [`${two[1]}/${two[2]}`];
  return scale === "five" && /^[1-5]([/,;+]?[1-5]){1,2}$/.test(word) ? word.split(/[/,;+]?/) : [word];
}
