/**
 * The keypad under the thumb: writes to the pupil chosen in the list, for the work chosen here.
 *
 * @import { Journal } from "./acts.js"
 * @import { LessonRoll } from "./roll.js"
 * @import { Lesson, Scale } from "./types.js"
 */

import { debtField } from "./debt.js";
import { h, icon } from "./dom.js";
import { markField } from "./markfield.js";
import { meanOf } from "./results.js";
import { key } from "./rows.js";
import { isMark, meanWords, weightWords } from "./rules.js";
import { openSheet } from "./sheet.js";
import { NEXT_DIGIT_MS, Typing } from "./typing.js";
import { worksField } from "./works.js";

/** The big keys of a scale; numbers of a hundred are made of digits. @type {Partial<Record<Scale, string[]>>} */
const KEYS = {
  five: ["5", "4", "3", "2"], pass: ["зч", "нз"], ten: ["10", "9", "8", "7", "6", "5", "4", "3", "2", "1"],
  hundred: ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"],
};

export class MarkPad extends HTMLElement {
  /** @type {Journal} */
  #journal = /** @type {any} */ (null);
  /** @type {LessonRoll} */
  #roll = /** @type {any} */ (null);
  /** @type {Lesson} */
  #lesson = /** @type {any} */ (null);
  #slot = 0;
  #typing = new Typing();
  #who = h("b", {});
  #mean = h("span", { class: "muted" });
  #works = h("div", { class: "seg pad-works", role: "group", "aria-label": "За какую работу отметка" });

  /**
   * @param {Journal} journal
   * @param {Lesson} lesson
   * @param {LessonRoll} roll
   */
  start(journal, lesson, roll) {
    this.#journal = journal;
    this.#lesson = lesson;
    this.#roll = roll;
    const { scale } = journal.model.data;
    if (scale === "none" || journal.model.closed(lesson)) {
      this.hidden = true;
      return;
    }
    const values = KEYS[scale] ?? [];
    this.append(
      h("p", { class: "pad-who" }, h("span", {}, this.#who, " ", this.#mean),
        h("button", { type: "button", class: "lk", onclick: () => this.#openWorks() }, "Вид и вес", icon("down"))),
      this.#works,
      h("div", { class: `pad-keys ${values.length > 4 ? "many" : ""}` },
        ...values.map((value) => h("button", { type: "button", class: "key big", "data-mark": value, onclick: () => this.write(value) }, value))),
      h("div", { class: "pad-keys" },
        scale === "criteria" && h("button", { type: "button", class: "key", onclick: () => this.#openPoints() }, "Баллы"),
        h("button", { type: "button", class: "key", "data-mark": ".", onclick: () => this.write(".") }, "Долг"),
        h("button", { type: "button", class: "key", "aria-label": "Комментарий", onclick: () => this.#openComment() }, icon("message")),
        h("button", { type: "button", class: "key", "aria-label": "Стереть", "data-mark": "", onclick: () => this.write("") }, icon("backspace")),
        h("button", { type: "button", class: "key", id: "below", onclick: () => this.#roll.choose(this.#roll.at + 1) }, "Ниже", icon("down"))),
    );
    this.refresh();
  }

  /** A key of the pad or of a keyboard. In a work of two marks the second digit is the second mark. @param {string} sign */
  write(sign) {
    const { pupil } = this.#roll;
    if (!pupil) return;
    const { model } = this.#journal;
    const { double } = model.work(this.#lesson.id, this.#slot);
    if (model.data.scale === "criteria" && /^\d$/.test(sign)) return this.#openPoints(sign);
    const place = `${pupil.id}:${this.#slot}`;
    if (!/^\d$/.test(sign)) this.#typing.stop();
    const { value, grown, slot } = /^\d$/.test(sign)
      ? this.#typing.digit(sign, performance.now(), { place, scale: model.data.scale, isDouble: () => double })
      : { value: sign, grown: false, slot: 0 };
    if (model.data.scale === "five") this.#typing.slash(place, double);
    const mark = slot ? sign : value;
    if (mark && !isMark(mark, model.data.scale, double)) return this.#typing.stop();
    const hold = Typing.mayGrow(mark, model.data.scale, double) ? NEXT_DIGIT_MS : 0;
    // a quick second digit is another mark on a desk; here it corrects the first, unless the mark grows
    this.#journal.write([this.#journal.mark({ lesson: this.#lesson, pupil }, mark, this.#slot)], { grown, hold });
  }

  refresh() {
    const { model } = this.#journal;
    const { pupil } = this.#roll;
    const mean = pupil ? meanOf(model, pupil.id) : null;
    this.#who.textContent = pupil?.name ?? "";
    this.#mean.textContent = mean === null ? "" : `ср. ${meanWords(mean, model.data.scale)}`;
    const slots = model.slots(this.#lesson.id);
    this.#works.hidden = slots < 2;
    if (slots < 2) return;
    this.#works.replaceChildren(...Array.from({ length: slots }, (_, slot) => {
      const { kind, weight, title } = model.work(this.#lesson.id, slot);
      const choose = () => {
        this.#slot = slot;
        this.refresh();
      };
      return h("button", { type: "button", "aria-pressed": String(slot === this.#slot), onclick: choose },
        `${slot + 1}. ${title || kind?.name || ""}${weight === 100 ? "" : ` ×${weightWords(weight)}`}`);
    }));
  }

  #openWorks() {
    const field = worksField(this.#journal, this.#lesson);
    this.#journal.onChange(() => field.refresh());
    openSheet({ title: "Вид работы и вес", name: "works-box", body: [field.element], onclose: () => field.flush() });
  }

  /** Points by criteria are typed in a field. @param {string} [typed] */
  #openPoints(typed) {
    const { pupil } = this.#roll;
    if (!pupil) return;
    const { model } = this.#journal;
    const { value } = model.row(key.mark(this.#lesson.id, pupil.id, this.#slot));
    const { criteria, scale } = model.data;
    const field = markField({
      value, scale, criteria, typed, isDouble: false, label: pupil.name, isClosed: false, autofocus: true,
      onchange: (mark) => this.#journal.write([this.#journal.mark({ lesson: this.#lesson, pupil }, mark, this.#slot)]),
    });
    openSheet({ title: "Баллы по критериям", lead: pupil.name, name: "points-box", body: [field] });
  }

  #openComment() {
    const { pupil } = this.#roll;
    if (!pupil) return;
    const row = this.#journal.model.row(key.mark(this.#lesson.id, pupil.id, this.#slot));
    const text = h("textarea", { rows: 3, maxlength: 300, "aria-label": "Комментарий к отметке", autofocus: true, disabled: !row.value });
    text.value = row.comment;
    const debt = debtField(this.#journal, { lesson: this.#lesson, pupil }, this.#slot, false);
    openSheet({
      title: "Комментарий к отметке", lead: pupil.name, name: "comment-box",
      body: [h("div", { class: "f" }, debt.element, text, !row.value && h("p", { class: "muted" }, "Сначала поставьте отметку."))],
      onclose: () => {
        if (row.value) this.#journal.write([this.#journal.comment({ lesson: this.#lesson, pupil }, text.value.trim(), this.#slot)]);
      },
    });
  }
}

customElements.define("mark-pad", MarkPad);
