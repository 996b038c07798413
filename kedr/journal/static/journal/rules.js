/**
 * The arithmetic and the signs of the journal: pure functions, whole numbers only.
 * Weights and means are in hundredths: weight 1,5 is 150, mean 3,72 is 372.
 *
 * @import { Scale } from "./types.js"
 */

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

/** @type {Record<Scale, readonly string[]>} */
const MARKS = { five: ["1", "2", "3", "4", "5", "."], pass: ["зч", "нз", "."], none: [] };

/**
 * The numbers of a mark, each of which counts: one of «5», two of «5/4»; none of a debt, a credit, an empty one.
 * @param {string} value
 */
export function parts(value) {
  return /^\d+(\/\d+)?$/.test(value) ? value.split("/").map(Number) : [];
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
      sum += number * weight;
      weights += weight;
    }
  }
  return weights === 0 ? null : Math.floor((sum * 200 + weights) / (2 * weights));
}

/**
 * What a mark is in the mean: itself; a debt due before the day `until` is «2» where the school says so ("": nowhere).
 * @param {string} value
 * @param {string} due
 * @param {string} until
 */
export function counted(value, due, until) {
  return until && isOverdue(value, due, until) ? "2" : value;
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
 * The result that a mean asks for: 2 under the first threshold, 5 from the third one.
 * @param {number | null} hundredths
 * @param {readonly number[]} thresholds
 */
export function propose(hundredths, thresholds) {
  if (hundredths === null) return "";
  return String(2 + thresholds.filter((bound) => hundredths >= bound).length);
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
  const two = parts(value);
  return isDouble && two.length === 2 && two.join("/") === value && two.every((one) => MARKS[scale].includes(String(one)));
}

/**
 * What a scale takes, in words.
 * @param {Scale} scale
 */
export function markWords(scale) {
  return `${MARKS[scale].filter((mark) => mark !== ".").join(", ")} и точка (долг)`;
}

/**
 * The marks that a scale knows, in the order of a picker.
 * @param {Scale} scale
 * @returns {string[]}
 */
export function marksOf(scale) {
  return scale === "five" ? ["5", "4", "3", "2", "1", "."] : [...MARKS[scale]];
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
  ["отл", "5"], ["хор", "4"], ["уд", "3"], ["неуд", "2"],
]);

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
    const sign = OTHER_NAMES.get(part) ?? part;
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
