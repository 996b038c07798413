/**
 * The journal's requests. Nothing else here talks to the network.
 *
 * @import { Answer, Command, Data, Load, Outcome } from "./types.js"
 */

/**
 * @typedef {object} HistoryItem
 * @property {string} at
 * @property {string} name
 * @property {string} what
 * @property {number} slot
 * @property {string | null} before
 * @property {string | null} after
 * @property {string} reason
 *
 * @typedef {object} PupilCard
 * @property {string} name
 * @property {string} birth
 * @property {string} class_name
 * @property {{name: string, kind: string, phone: string}[]} guardians
 * @property {number} absences
 * @property {string} [href] of the diary
 */

const PATIENCE_MS = 20_000;
const UPLOAD_MS = 300_000;

export class Server {
  #base;
  #course;
  #device = [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

  /** @param {Data} data */
  constructor(data) {
    this.#base = `/s/${data.school}`;
    this.#course = data.course;
  }

  /**
   * @param {Command[]} commands
   * @returns {Promise<Answer>} never rejects for what the server said; rejects without a connection
   */
  async send(commands) {
    const response = await fetch(`${this.#base}/commands`, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body: JSON.stringify({ schema: 1, device: this.#device, commands }),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) {
      const body = /** @type {{outcomes: Outcome[]}} */ (await response.json());
      return { type: "outcomes", outcomes: body.outcomes };
    }
    if (isSignedOut(response)) return { type: "signed-out" };
    if ([400, 404, 413, 422].includes(response.status)) {
      const body = await response.json().catch(() => ({}));
      return { type: "bad", sentence: body.sentence ?? "Сервер не принял изменение. Обновите страницу и повторите." };
    }
    return { type: "later" };
  }

  /**
   * The journal of a period; null when nothing changed since `etag`.
   * @param {string} period
   * @param {string} etag "" asks for the data whatever they are
   * @returns {Promise<Data | null>}
   */
  async data(period, etag) {
    const response = await fetch(`${this.#base}/journal/${this.#course}/data?period=${period}`, {
      headers: { Accept: "application/json", ...(etag ? { "If-None-Match": etag } : {}) },
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.status === 304) return null;
    if (!response.ok) throw new Error(isSignedOut(response) ? "signed-out" : `status ${response.status}`);
    return { ...(await response.json()), etag: response.headers.get("ETag") ?? "" };
  }

  /**
   * @param {string} lesson
   * @param {string} pupil
   * @returns {Promise<HistoryItem[]>}
   */
  history(lesson, pupil) {
    return this.#read(`history/${lesson}/${pupil}`);
  }

  /**
   * @param {string} period
   * @param {string} pupil
   * @returns {Promise<HistoryItem[]>}
   */
  resultHistory(period, pupil) {
    return this.#read(`results/${period}/${pupil}`);
  }

  /**
   * @param {string} pupil
   * @returns {Promise<PupilCard>}
   */
  pupil(pupil) {
    return this.#read(`pupil/${pupil}`);
  }

  /** @param {string} path */
  async #read(path) {
    const response = await fetch(`${this.#base}/journal/${this.#course}/${path}`, {
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  /**
   * Asks the deputy head to open the journal. "" when it is sent, else the server's sentence.
   * @param {string} period
   * @param {string} lesson "" for the whole period
   * @param {string} reason
   */
  async ask(period, lesson, reason) {
    const response = await fetch(`${this.#base}/journal/${this.#course}/opening/`, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body: new URLSearchParams({ period, lesson, reason }),
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (response.ok) return "";
    if (isSignedOut(response)) return "Вы вышли из Кедра. Войдите в другой вкладке и отправьте ещё раз.";
    const body = await response.json().catch(() => ({}));
    return String(body.sentence ?? "Просьба не отправлена. Обновите страницу и повторите.");
  }

  /**
   * What the class is asked for the day of the due lesson; null where there is no such.
   * @param {string} lesson
   * @param {string} due
   * @returns {Promise<Load | null>}
   */
  async load(lesson, due) {
    const response = await fetch(`${this.#base}/lesson/${lesson}/load?due=${due}`, {
      headers: { Accept: "application/json" },
      redirect: "manual",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return response.json();
  }

  /**
   * Puts a file to the homework of a lesson. "" when it is there, else the server's sentence.
   * @param {string} lesson
   * @param {string[]} pupils none: the class's
   * @param {File} file
   * @param {string} reason
   */
  attach(lesson, pupils, file, reason) {
    const body = new FormData();
    for (const pupil of pupils) body.append("pupil", pupil);
    body.append("reason", reason);
    body.append("file", file);
    return this.#put("files", lesson, body, UPLOAD_MS, `Файл «${file.name}» не принят. Обновите страницу и повторите.`);
  }

  /**
   * Takes a file off the homework of a lesson, or puts it back.
   * @param {string} lesson
   * @param {string} file
   * @param {"take-off" | "put-back"} act
   * @param {string} reason
   */
  turnFile(lesson, file, act, reason) {
    const body = new URLSearchParams({ reason });
    return this.#put(`files/${file}/${act}`, lesson, body, PATIENCE_MS, "Этого файла больше нет. Обновите страницу.");
  }

  /** @param {string} lesson @param {string} file */
  fileHref(lesson, file) {
    return `${this.#base}/lesson/${lesson}/files/${file}/`;
  }

  /**
   * @param {string} path
   * @param {string} lesson
   * @param {FormData | URLSearchParams} body
   * @param {number} patience
   * @param {string} otherwise said where the server says nothing
   */
  async #put(path, lesson, body, patience, otherwise) {
    const response = await fetch(`${this.#base}/lesson/${lesson}/${path}`, {
      method: "POST",
      headers: { "X-CSRFToken": csrfToken(), Accept: "application/json" },
      body,
      redirect: "manual",
      signal: AbortSignal.timeout(patience),
    });
    if (response.ok) return "";
    if (isSignedOut(response)) return "Вы вышли из Кедра. Войдите в другой вкладке и повторите.";
    const answer = await response.json().catch(() => ({}));
    return String(answer.sentence ?? otherwise);
  }

  /** @param {string} lesson its own page, for a phone */
  lessonHref(lesson) {
    return `${this.#base}/lesson/${lesson}/`;
  }
}

/**
 * A redirect leads to the sign-in page; 403 is a form token of a session that is over.
 * @param {Response} response
 */
function isSignedOut(response) {
  return response.type === "opaqueredirect" || response.status === 401 || response.status === 403;
}

function csrfToken() {
  return /(?:^|; )[^=;]*kedr-csrf=([^;]*)/.exec(document.cookie)?.[1] ?? "";
}

/**
 * The data that the page itself carries, with the tag to ask for newer ones.
 * @returns {Data}
 */
export function carried() {
  const island = document.getElementById("journal-data");
  return { ...JSON.parse(island?.textContent ?? "{}"), etag: island?.dataset.tag ?? "" };
}
