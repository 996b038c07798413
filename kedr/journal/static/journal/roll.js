/**
 * The class as a list for a thumb: who is not here, and a slot for the mark. Knows which pupil the keypad writes to.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson, Pupil } from "./types.js"
 */

import { absencePicker } from "./absence.js";
import { openChoice } from "./choice.js";
import { short } from "./criteria.js";
import { h } from "./dom.js";
import { address, key } from "./rows.js";
import { ABSENT, entered, isMark } from "./rules.js";
import { openSheet } from "./sheet.js";
import { cellLook, cellText, heard } from "./table.js";
import { dayMonth, shortDate } from "./words.js";

const LONG_PRESS_MS = 500;

export class LessonRoll extends HTMLElement {
  /** @type {Journal} */
  #journal = /** @type {any} */ (null);
  /** @type {Lesson} */
  #lesson = /** @type {any} */ (null);
  /** @type {Map<string, HTMLElement>} */
  #lines = new Map();
  /** @type {Pupil[]} */
  pupils = [];
  at = 0;

  /** @type {() => void} another pupil is chosen, or the chosen one looks different */
  onChoose = () => {};
  /** @type {(value: string) => void} a mark came from a keyboard */
  onMark = () => {};

  /**
   * @param {Journal} journal
   * @param {Lesson} lesson
   */
  start(journal, lesson) {
    this.#journal = journal;
    this.#lesson = lesson;
    this.#draw();
    journal.onChange((keys) => {
      for (const name of keys) {
        const { lesson: id, pupil } = address(name);
        if (id === lesson.id) this.#paint(pupil);
      }
      this.onChoose();
    });
    journal.onReshape(() => this.#draw());
    this.addEventListener("keydown", (event) => this.#onKey(event));
  }

  get pupil() {
    return this.pupils[this.at];
  }

  #draw() {
    const { model } = this.#journal;
    this.pupils = model.pupils.filter((pupil) => model.isMember(this.#lesson, pupil));
    this.#lines = new Map(this.pupils.map((pupil, at) => [pupil.id, this.#line(pupil, at)]));
    this.replaceChildren(h("ol", { class: "roll" }, ...this.#lines.values()));
    for (const { id } of this.pupils) this.#paint(id);
    this.choose(Math.min(this.at, this.pupils.length - 1), false);
  }

  /** @param {Pupil} pupil @param {number} at */
  #line(pupil, at) {
    const miss = h("button", { type: "button", class: "miss" });
    this.#longPress(miss, () => this.#pick(pupil));
    miss.addEventListener("click", () => this.#toggle(pupil));
    const slot = h("button", { type: "button", class: "slot", onclick: () => this.#tapSlot(pupil, at) });
    slot.hidden = this.#journal.model.data.scale === "none";
    return h(
      "li", { "data-pupil": pupil.id },
      h("button", { type: "button", class: "who", tabindex: -1, onclick: () => this.choose(at) },
        h("span", { class: "no", "aria-hidden": "true" }, String(at + 1)),
        h("span", {}, h("span", { class: "name" }, pupil.name), h("small", {}))),
      miss, slot,
    );
  }

  /** @param {string} id */
  #paint(id) {
    const line = this.#lines.get(id);
    const pupil = this.pupils.find((one) => one.id === id);
    if (!line || !pupil) return;
    const { model, queue } = this.#journal;
    const [miss, slot] = [line.querySelector(".miss"), line.querySelector(".slot")];
    const { value } = model.row(key.attendance(this.#lesson.id, id));
    const look = cellLook(this.#journal, this.#lesson, pupil);
    const marks = model.marks(this.#lesson.id, id).map((row) => row.value).filter(Boolean);
    const isClosed = model.closed(this.#lesson, pupil) !== "";
    line.classList.toggle("is-absent", ABSENT.has(value));
    if (miss instanceof HTMLButtonElement) {
      miss.replaceChildren(h("span", { class: "box" }, value));
      miss.classList.toggle("is-set", value !== "");
      miss.setAttribute("aria-pressed", String(value !== ""));
      miss.setAttribute("aria-label", `${pupil.name}: ${value ? `на уроке отмечено «${value}»` : "нет на уроке"}`);
      miss.disabled = isClosed;
    }
    if (slot instanceof HTMLButtonElement) {
      slot.replaceChildren(...marks.map((mark) => h("span", { class: mark === "." ? "m point" : "m" }, mark === "." ? h("span", { class: "vh" }, "долг") : short(mark))));
      slot.className = `slot ${look.look.replace(/\bn\b/, "")}`;
      slot.dataset.state = look.state;
      slot.disabled = isClosed;
      const text = heard(marks.join(" "));
      slot.setAttribute("aria-label", `Отметка, ${pupil.name}: ${marks.length ? text : "нет"}${look.description ? `, ${look.description}` : ""}`);
    }
    const refused = [key.attendance(this.#lesson.id, id), ...[0, 1, 2].map((at) => key.mark(this.#lesson.id, id, at))]
      .map((name) => queue.trouble(name)).find((trouble) => trouble?.type === "refused");
    const note = line.querySelector("small");
    if (note) note.textContent = refused ? `Не принято. ${refused.sentence}` : this.#note(pupil, look.state);
    line.classList.toggle("is-refused", Boolean(refused));
  }

  /**
   * The one thing worth knowing of a pupil today.
   * @param {Pupil} pupil
   * @param {string} state
   */
  #note(pupil, state) {
    if (state === "offline") return "ждёт связи";
    if (state === "conflict") return "расхождение: нажмите отметку";
    const { model } = this.#journal;
    if (model.lock(this.#lesson, pupil) === "pupil") return "год ученика закрыт";
    const beside = model.beside(this.#lesson, pupil);
    if (beside) return beside;
    const before = model.lessons.slice(0, (model.lessonAt.get(this.#lesson.id) ?? 0) + 1).reverse();
    const missed = before.findIndex(({ id }) => !ABSENT.has(model.row(key.attendance(id, pupil.id)).value));
    const inRow = missed < 0 ? before.length : missed;
    if (inRow > 1) return `${inRow}-й пропуск подряд`;
    const { minutes } = model.row(key.attendance(this.#lesson.id, pupil.id));
    if (minutes) return `опоздал на ${minutes} мин`;
    const own = model.marks(this.#lesson.id, pupil.id).find(({ value }) => value === ".");
    if (own?.due) return `долг, сдать до ${shortDate(own.due)}`;
    const debt = before.slice(1).find(({ id }) => model.marks(id, pupil.id).some(({ value }) => value === "."));
    if (debt) return `долг за ${shortDate(debt.date)}`;
    return pupil.since ? `в классе с ${shortDate(pupil.since)}` : "";
  }

  /** @param {number} at @param {boolean} [scroll] */
  choose(at, scroll = true) {
    const place = Math.min(Math.max(at, 0), this.pupils.length - 1);
    this.querySelector(".is-now")?.classList.remove("is-now");
    this.at = Math.max(0, place);
    const line = this.#lines.get(this.pupil?.id ?? "");
    line?.classList.add("is-now");
    if (scroll) line?.scrollIntoView({ block: "nearest" });
    this.onChoose();
  }

  /** First tap: «н». A tap on what is set opens the picker. @param {Pupil} pupil */
  #toggle(pupil) {
    const cell = { lesson: this.#lesson, pupil };
    const { value } = this.#journal.model.row(key.attendance(this.#lesson.id, pupil.id));
    if (value) this.#pick(pupil);
    else this.#journal.write([this.#journal.attendance(cell, "н")]);
  }

  /** @param {Pupil} pupil */
  #pick(pupil) {
    const name = key.attendance(this.#lesson.id, pupil.id);
    if (this.#journal.queue.state(name) === "conflict") return openChoice(this.#journal, name);
    const dialog = openSheet({
      title: pupil.name, lead: dayMonth(this.#lesson.date), name: "absence-box",
      body: [absencePicker(this.#journal, { lesson: this.#lesson, pupil }, () => dialog.close())],
    });
  }

  /** @param {Pupil} pupil @param {number} at */
  #tapSlot(pupil, at) {
    this.choose(at, false);
    const conflict = [0, 1, 2].map((slot) => key.mark(this.#lesson.id, pupil.id, slot))
      .find((name) => this.#journal.queue.state(name) === "conflict");
    if (conflict) openChoice(this.#journal, conflict);
  }

  /** @param {HTMLElement} button @param {() => void} act */
  #longPress(button, act) {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let isLong = false;
    button.addEventListener("pointerdown", () => {
      isLong = false;
      timer = setTimeout(() => {
        isLong = true;
        act();
      }, LONG_PRESS_MS);
    });
    for (const end of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(end, () => clearTimeout(timer));
    button.addEventListener("contextmenu", (event) => event.preventDefault());
    button.addEventListener("click", (event) => {
      if (isLong) event.stopImmediatePropagation();
      isLong = false;
    }, true);
  }

  /** The same keys as on the desk, for who has a keyboard. @param {KeyboardEvent} event */
  #onKey(event) {
    const line = event.target instanceof Element ? event.target.closest("li") : null;
    const at = this.pupils.findIndex(({ id }) => id === line?.dataset.pupil);
    if (at < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const sign = entered(event);
    const pupil = this.pupils[at];
    if (step) {
      this.choose(at + step);
      const next = this.#lines.get(this.pupil?.id ?? "")?.querySelector(event.target instanceof Element && event.target.matches(".miss") ? ".miss" : ".slot");
      if (next instanceof HTMLElement) next.focus();
    } else if (sign && pupil) {
      this.choose(at);
      if (sign.type === "mark" && (/^\d$/.test(sign.value) || isMark(sign.value, this.#journal.model.data.scale))) this.onMark(sign.value);
      else if (sign.type === "attendance") this.#journal.write([this.#journal.attendance({ lesson: this.#lesson, pupil }, sign.value)]);
    } else return;
    event.preventDefault();
  }

  /** @param {Pupil} pupil the words of the cell, for the keypad */
  words(pupil) {
    return cellText(this.#journal, this.#lesson, pupil);
  }
}

customElements.define("lesson-roll", LessonRoll);
