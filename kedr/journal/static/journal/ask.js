/**
 * «Попросить открыть»: the teacher says what is to be corrected, the deputy head decides.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson, Pupil } from "./types.js"
 */

import { h, icon } from "./dom.js";
import { isAskable } from "./locks.js";
import { openSheet } from "./sheet.js";
import { longDate } from "./words.js";

/** Whether the person of this page may ask to open this. @param {Journal} journal @param {Lesson | undefined} lesson @param {Pupil} [pupil] */
export function mayAsk({ model }, lesson, pupil) {
  return model.data.can_write && isAskable(model.lock(lesson, pupil));
}

/**
 * The button under the words of a lock; nothing where there is nothing to ask for.
 * @param {Journal} journal
 * @param {Lesson | undefined} lesson
 * @param {Pupil} [pupil]
 * @param {boolean} [autofocus] in an overlay, where it is what one came for
 * @returns {HTMLElement[]}
 */
export function askButton(journal, lesson, pupil, autofocus = false) {
  const { locks } = journal.model.data;
  if (!mayAsk(journal, lesson, pupil)) return [];
  if (locks.asked.length) return [h("p", { class: "note-line" }, icon("clock"), "Вы попросили открыть журнал. Завуч ещё не ответил.")];
  const button = h("button", { type: "button", class: "btn ask-open", autofocus, onclick: () => {
    button.closest("dialog")?.close();
    openAsk(journal, lesson);
  } }, icon("lock"), locks.decides ? "Открыть для исправлений" : "Попросить открыть");
  return [h("p", {}, button)];
}

/**
 * @param {Journal} journal
 * @param {Lesson | undefined} lesson
 */
function openAsk({ model, ask }, lesson) {
  const { period, locks } = model.data;
  const words = locks.decides
    ? { title: "Открыть журнал на сутки", label: "Зачем открываете", help: "Журнал закроется сам. Исправления останутся в истории с причиной.", send: "Открыть" }
    : { title: "Попросить открыть журнал", label: "Что нужно исправить", help: "Завуч увидит эти слова и откроет журнал на время или ответит, почему нет.", send: "Отправить завучу" };
  const reason = h("textarea", { id: "ask-reason", rows: 3, maxlength: 500, required: true, autofocus: true, "aria-describedby": "ask-help" });
  const fault = h("p", { class: "ask-fault", role: "alert", hidden: true });
  const only = h("input", { type: "checkbox", id: "ask-lesson" });
  const send = h("button", { class: "btn btn-main" }, words.send);
  const form = h(
    "form", { class: "ask", novalidate: true, onsubmit: submit },
    h("div", { class: "f" }, h("label", { for: "ask-reason" }, words.label), h("p", { class: "muted small", id: "ask-help" }, words.help), reason, fault),
    lesson ? h("label", { class: "check-line" }, only, `Только урок: ${longDate(lesson.date)}`) : "",
    h("div", { class: "sheet-foot" }, send),
  );
  const dialog = openSheet({ title: words.title, lead: period.name, name: "ask-box", body: [form] });

  /** @param {SubmitEvent} event */
  async function submit(event) {
    event.preventDefault();
    const place = only.checked && lesson ? lesson.id : "";
    send.disabled = true;
    const said = await ask(period.id, place, reason.value).catch(() => "Нет связи. Слова остались здесь: отправьте ещё раз.");
    send.disabled = false;
    fault.hidden = said === "";
    fault.textContent = said;
    if (said) return reason.focus();
    dialog.close();
    if (locks.decides) return location.reload();
    locks.asked.push(place);
    for (const button of document.querySelectorAll(".ask-open")) {
      button.parentElement?.replaceChildren("Просьба отправлена завучу. Когда он откроет журнал, клетки станут доступны сами.");
    }
  }
}
