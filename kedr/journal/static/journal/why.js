/**
 * Why a locked record is changed: asked once for each window of the journal, then sent with every command in it.
 *
 * @import { Journal } from "./acts.js"
 * @import { Server } from "./server.js"
 * @import { Lesson, Opening } from "./types.js"
 */

import { h, icon } from "./dom.js";
import { openSheet } from "./sheet.js";
import { dayMonth } from "./words.js";

const STORE = "kedr-why:";

/** Remembered over pages of this tab: the journal and its lessons are pages of their own. */
const memory = {
  /** @param {string} id */
  get: (id) => {
    try {
      return sessionStorage.getItem(STORE + id) ?? "";
    } catch {
      return "";
    }
  },
  /** @param {string} id @param {string} reason */
  set: (id, reason) => {
    try {
      sessionStorage.setItem(STORE + id, reason);
    } catch {
      // a browser that keeps nothing asks again on the next page
    }
  },
};

/** «12 ноября, 13:00» on the wall of the school, whatever the browser's zone. @param {Opening} opening */
const untilWords = ({ until }) => `${dayMonth(until)}, ${until.slice(11, 16)}`;

/**
 * Says until when a locked lesson may be corrected; "" where no window is needed.
 * @param {Journal} journal
 * @param {Lesson} lesson
 */
export function openedNote({ model }, lesson) {
  const opening = model.neededOpening(lesson);
  if (!opening || model.closed(lesson)) return "";
  return h("p", { class: "note-line" }, icon("pencil"), `Журнал открыт для исправлений до ${untilWords(opening)}`);
}

/**
 * Gives a journal its ways to ask: the deputy head for a window, the teacher for a reason.
 * @param {Journal} journal
 * @param {Server} server
 */
export function mindLocks(journal, server) {
  journal.ask = server.ask.bind(server);
  journal.onWhy = (/** @type {Opening} */ opening, /** @type {(reason: string) => void} */ then) => askWhy(opening, then);
  journal.whyBefore = memory.get;
}

/**
 * @param {Opening} opening
 * @param {(reason: string) => void} then not called when the person thinks better of it
 */
function askWhy(opening, then) {
  const field = h("input", { type: "text", id: "why", maxlength: 500, autofocus: true, autocomplete: "off" });
  field.value = opening.reason;
  const fault = h("p", { class: "ask-fault", role: "alert", hidden: true }, "Напишите причину: без неё исправление не записать.");
  const form = h(
    "form", { class: "ask", novalidate: true, onsubmit: submit },
    h("div", { class: "f" }, h("label", { for: "why" }, "Причина исправления"), field, fault),
    h("p", { class: "muted small" }, "Останется в истории каждой исправленной записи. До закрытия окна больше не спросим."),
    h("div", { class: "sheet-foot" }, h("button", { class: "btn btn-main" }, "Записать исправление")),
  );
  const dialog = openSheet({
    title: "Почему исправляете?", lead: `Журнал открыт до ${untilWords(opening)}`, name: "why-box", body: [form],
  });
  field.select();

  /** @param {SubmitEvent} event */
  function submit(event) {
    event.preventDefault();
    const reason = field.value.trim();
    fault.hidden = reason !== "";
    if (!reason) return field.focus();
    memory.set(opening.id, reason);
    dialog.close();
    then(reason);
  }
}
