/**
 * Marks by criteria: points of each with the most it may have, «А6:8 Б4:8». As `journal/rules/criteria.py` has it.
 * Pure.
 *
 * @typedef {readonly (readonly [letter: string, most: number])[]} Criteria
 */

const MARK = /^[А-ЯЁA-Z]\d{1,3}:\d{1,3}( [А-ЯЁA-Z]\d{1,3}:\d{1,3}){0,5}$/;
const TOKEN = /([А-ЯЁA-Z]?)\s*(\d{1,3})(?:\s*(?:[:/]|ИЗ)\s*(\d{1,3}))?(?!\d)[\s,;]*/y;
/** Latin letters that look like Russian ones are those. */
const ALIKE = new Map([..."ABCEHKMOPTXY"].map((letter, at) => [letter, "АВСЕНКМОРТХУ"[at] ?? letter]));

/** @param {string} value */
export function isCriteriaMark(value) {
  return MARK.test(value);
}

/** @param {string} text in the letters criteria are named by */
function letters(text) {
  return [...text.toUpperCase()].map((letter) => ALIKE.get(letter) ?? letter).join("");
}

/**
 * The percent of each criterion, two digits, half up.
 * @param {string} value a mark by criteria
 * @returns {number[]}
 */
export function percents(value) {
  return value.split(" ").map((part) => {
    const [points = 0, most = 1] = part.slice(1).split(":").map(Number);
    return Math.floor((points * 20000 + most) / (2 * most)) / 100;
  });
}

/**
 * A mark as it was typed («а6б4», «6 4» in turn, «А6:8») in the form it is kept in; null for what is none.
 * @param {string} text
 * @param {Criteria} criteria
 * @returns {string | null}
 */
export function readCriteriaMark(text, criteria) {
  const plain = letters(text.trim());
  const known = new Map(criteria);
  /** @type {Map<string, string>} */
  const found = new Map();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < plain.length) {
    const one = TOKEN.exec(plain);
    if (!one) return null;
    const letter = one[1] || criteria[found.size]?.[0] || "";
    const most = one[3] === undefined ? (known.get(letter) ?? 0) : Number(one[3]);
    const points = Number(one[2]);
    if (!letter || found.has(letter) || !most || points > most) return null;
    found.set(letter, `${letter}${points}:${most}`);
  }
  const value = [...found.values()].join(" ");
  return isCriteriaMark(value) ? value : null;
}

/** @param {string} value «А6 Б4»; another mark as it is */
export function short(value) {
  return isCriteriaMark(value) ? value.replace(/:\d+/g, "") : value;
}

/** @param {string} value «А 6 из 8, Б 4 из 8»; another mark as it is */
export function told(value) {
  if (!isCriteriaMark(value)) return value;
  return value.split(" ").map((part) => `${part.slice(0, 1)} ${part.slice(1).replace(":", " из ")}`).join(", ");
}

/** @param {string} value the mean of the percents, whole: «63%» */
export function percentWords(value) {
  const all = percents(value);
  return `${Math.round(all.reduce((sum, one) => sum + one, 0) / all.length)}%`;
}

/** @param {Criteria} criteria «А до 8, Б до 8» */
export function criteriaWords(criteria) {
  return criteria.map(([letter, most]) => `${letter} до ${most}`).join(", ");
}
