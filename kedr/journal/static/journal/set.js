/**
 * Files of homework as the server tells them. They are no wishes of the queue: what is told is what stands.
 *
 * @import { Data, HomeworkFile } from "./types.js"
 */

import { key } from "./rows.js";

/** @typedef {Map<string, HomeworkFile[]>} Files by the key of homework */

/** @param {Data} data @returns {Files} */
export function filesOf(data) {
  /** @type {Files} */
  const files = new Map();
  for (const [lesson, pupil, id, name, size] of data.files) {
    const whose = key.homework(data.lessons[lesson]?.[0] ?? "", data.pupils[pupil]?.[0]);
    files.set(whose, [...(files.get(whose) ?? []), { id, name, size }]);
  }
  return files;
}

/**
 * The homework whose files are others now.
 * @param {Files} before
 * @param {Files} after
 */
export function otherFiles(before, after) {
  const names = [...new Set([...before.keys(), ...after.keys()])];
  return names.filter((name) => JSON.stringify(before.get(name)) !== JSON.stringify(after.get(name)));
}
