/**
 * The addresses of rows: what one version number guards. A key is a string, so that maps and sets hold it.
 *
 * @import { Edit, Kind, Row, Server } from "./types.js"
 */

/** @type {Row} a row that is not there yet */
export const NOTHING = Object.freeze({
  version: 0, value: "", comment: "", minutes: 0, late: "", checked: false, due: "", none: false, kind: "", title: "", weight: 0,
  double: false,
});

export const key = {
  /** @type {(lesson: string, pupil: string, slot: number) => string} */
  mark: (lesson, pupil, slot) => `mark:${lesson}:${pupil}:${slot}`,
  /** @type {(lesson: string, pupil: string) => string} */
  attendance: (lesson, pupil) => `attendance:${lesson}:${pupil}`,
  /** @type {(lesson: string, slot: number) => string} */
  work: (lesson, slot) => `work:${lesson}::${slot}`,
  /** @type {(lesson: string) => string} */
  check: (lesson) => `check:${lesson}`,
  /** @type {(lesson: string) => string} */
  topic: (lesson) => `topic:${lesson}`,
  /** @type {(lesson: string, pupil?: string) => string} of the class, or of one pupil */
  homework: (lesson, pupil = "") => (pupil ? `homework:${lesson}:${pupil}` : `homework:${lesson}`),
  /** @type {(pupil: string) => string} */
  result: (pupil) => `result::${pupil}`,
};

/**
 * What a key addresses; a comment lives in its mark's row.
 * @param {string} text
 */
export function address(text) {
  const [what = "", lesson = "", pupil = "", slot = "0"] = text.split(":");
  return { what, lesson, pupil, slot: Number(slot) };
}

/**
 * The `value` of a command from the fields of an edit.
 * @param {Kind} kind
 * @param {Row} row what stands, with the edit laid over it
 * @returns {unknown}
 */
export function valueOf(kind, row) {
  switch (kind) {
    case "comment":
      return row.comment;
    case "check":
      return row.checked;
    case "homework":
      return { text: row.value, due: row.due, none: row.none, minutes: row.minutes };
    case "work":
      return { kind: row.kind, title: row.title, double: row.double };
    default:
      return row.value;
  }
}

/**
 * The fields of a row from what the server told with a conflict.
 * @param {Kind} kind
 * @param {Server} server
 * @returns {Partial<Row>}
 */
export function fieldsOf(kind, { value, minutes, due }) {
  const record = /** @type {Record<string, unknown>} */ (typeof value === "object" && value ? value : {});
  switch (kind) {
    case "comment":
      return { comment: String(value ?? "") };
    case "mark":
      return { value: String(value ?? ""), due: due ?? "" };
    case "check":
      return { checked: Boolean(value) };
    case "attendance":
      return { value: String(value ?? ""), minutes: minutes ?? 0 };
    case "homework":
      return {
        value: String(record.text ?? ""), due: String(record.due ?? ""), none: Boolean(record.none),
        minutes: Number(record.minutes ?? 0),
      };
    case "work":
      return { kind: String(record.kind ?? ""), title: String(record.title ?? ""), double: Boolean(record.double) };
    default:
      return { value: String(value ?? "") };
  }
}

/**
 * The body of a command; `base` is filled in when it is sent.
 * @param {Edit} edit
 * @param {Row} row what stands, with the edit laid over it
 * @param {{course: string, period: string}} place
 * @returns {Record<string, unknown> & {kind: Kind}}
 */
export function bodyOf(edit, row, place) {
  return {
    kind: edit.kind,
    course: place.course,
    ...(edit.kind === "result" ? { period: place.period } : { lesson: edit.lesson }),
    ...(edit.pupil ? { pupil: edit.pupil } : {}),
    ...(edit.slot === undefined ? {} : { slot: edit.slot }),
    value: valueOf(edit.kind, row),
    ...(edit.kind === "attendance" && row.value === "оп" && row.minutes > 0 ? { minutes: row.minutes } : {}),
    ...(edit.kind === "mark" && row.value === "." && row.due ? { due: row.due } : {}),
    ...(edit.reason ? { reason: edit.reason } : {}),
  };
}
