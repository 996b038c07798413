/**
 * What the page says of its own saving: a counter for the eye, words for the ear, and the way back after signing out.
 *
 * @import { Journal } from "./acts.js"
 * @import { Entry, Outcome } from "./types.js"
 */

import { h, icon } from "./dom.js";
import { address } from "./rows.js";
import { heard } from "./table.js";
import { count, dayMonth } from "./words.js";

/** @type {Record<string, string>} */
const WHAT = { check: "посещаемость", topic: "тема", homework: "домашнее задание", work: "вид работы" };

/**
 * The name of a row: «Ким Мария, 4 сентября», «Тема, 4 сентября», «Ким Мария, итог».
 * @param {Journal} journal
 * @param {string} key
 */
export function placeWords({ model }, key) {
  const { lesson, pupil } = model.place(key);
  const what = address(key).what;
  const who = pupil ? pupil.name : (WHAT[what] ?? "");
  return [who, lesson ? dayMonth(lesson.date) : "", what === "result" ? "итог" : ""].filter(Boolean).join(", ");
}

/**
 * The value of an edit, for the ear.
 * @param {Entry} entry
 */
function valueWords({ edit }) {
  if (edit.kind === "comment") return "комментарий";
  if (edit.kind === "check") return edit.fields.checked ? "отмечена" : "не отмечена";
  if (edit.kind === "homework") return "задание";
  return "value" in edit.fields && address(edit.key).pupil ? heard(edit.fields.value ?? "") : "";
}

export class Status {
  #journal;
  #openChoice;
  #counter = /** @type {HTMLElement} */ (document.getElementById("queue-state"));
  #voice = /** @type {HTMLElement} */ (document.getElementById("say"));
  #notice = /** @type {HTMLElement} */ (document.getElementById("signed-out"));
  #shown = "";

  /**
   * @param {Journal} journal
   * @param {(key: string) => void} openChoice
   */
  constructor(journal, openChoice) {
    this.#journal = journal;
    this.#openChoice = openChoice;
    journal.onChange(() => this.#show());
    journal.queue.onOutcome = (entry, outcome) => this.#hear(entry, outcome);
    addEventListener("beforeunload", (event) => {
      if (journal.queue.unsent || journal.queue.troubles.some(([, { type }]) => type === "conflict")) event.preventDefault();
    });
  }

  /** @param {string} text */
  say(text) {
    this.#voice.textContent = this.#voice.textContent === text ? `${text}\u00a0` : text;
  }

  /**
   * @param {Entry} entry
   * @param {Outcome} outcome
   */
  #hear(entry, outcome) {
    const place = placeWords(this.#journal, entry.key);
    if (outcome.status === "done") {
      this.say([place, valueWords(entry), "сохранено"].filter(Boolean).join(": ").replace(": сохранено", ", сохранено"));
    } else if (outcome.status === "conflict") {
      this.say(`${place}: пока вы писали, это изменил другой человек. Выберите, что оставить`);
    } else this.say(`${place}: не принято. ${outcome.sentence}`);
  }

  #show() {
    const { queue } = this.#journal;
    const conflicts = queue.troubles.filter(([, { type }]) => type === "conflict");
    const text = queue.unsent && queue.isSlow ? (queue.stopped ? `${queue.unsent} не отправлено` : "Сохраняется") : "";
    const now = [text, queue.stopped, ...conflicts.map(([key]) => key)].join();
    if (now === this.#shown) return;
    this.#shown = now;
    this.#notice.hidden = queue.stopped !== "signed-out" || !queue.unsent;
    this.#notice.querySelector(".what")?.replaceChildren(
      `${count(queue.unsent, "изменение отправится", "изменения отправятся", "изменений отправятся")}`);
    const [first] = conflicts;
    this.#counter.className = `queue-state ${queue.stopped ? "is-offline" : ""}`;
    this.#counter.replaceChildren(
      ...(text ? [h("span", { class: "dot" }), h("span", {}, text)] : []),
      ...(first ? [h("button", { type: "button", class: "to-choose", onclick: () => this.#openChoice(first[0]) }, icon("alert"),
        count(conflicts.length, "расхождение", "расхождения", "расхождений"))] : []),
    );
    if (queue.stopped === "offline") this.say(`Нет связи. ${text}`);
  }
}
