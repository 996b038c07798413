/**
 * The works of a lesson: what each mark of the day is for. The same on the desk and on the phone.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson } from "./types.js"
 */

import { autosave } from "./autosave.js";
import { h, icon } from "./dom.js";
import { key } from "./rows.js";
import { weightWords } from "./rules.js";

const MOST_WORKS = 3;

/**
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @returns {{element: HTMLElement, refresh: () => void, flush: () => void}}
 */
export function worksField(journal, lesson) {
  const { model } = journal;
  const isClosed = model.closed(lesson) !== "";
  const list = h("div", { class: "works" });
  const more = h("button", { type: "button", class: "lk", onclick: add }, icon("plus"), "Ещё одна работа");
  const element = h("div", { class: "f" }, h("h3", {}, "За что отметка"), list, !isClosed && more);
  /** @type {(() => void)[]} */
  let flushes = [];
  let drawn = "";

  /** @param {number} slot @param {{kind?: string, title?: string, double?: boolean}} change */
  function save(slot, change) {
    const { kind, title, double } = model.work(lesson.id, slot);
    // another kind has two marks where the school says it may
    const doubles = change.kind === undefined ? double : Boolean(model.kinds.find(({ id }) => id === change.kind)?.doubles);
    journal.write([journal.work(lesson, slot, { kind: kind?.id ?? "", title, double: doubles, ...change })], { undo: false });
  }

  function add() {
    const slot = model.slots(lesson.id);
    for (let before = 0; before < slot; before += 1) if (!model.work(lesson.id, before).version) save(before, {});
    save(slot, {});
    refresh();
    list.querySelectorAll("select").item(slot)?.focus();
  }

  /** @param {number} slot */
  function line(slot) {
    const work = model.work(lesson.id, slot);
    const place = slot ? `, ${slot + 1}-я отметка` : "";
    const kinds = h(
      "select",
      { "aria-label": `Вид работы${place}`, disabled: isClosed, onchange: () => save(slot, { kind: kinds.value }) },
      ...model.kinds.filter((kind) => !kind.isRetired || kind.id === work.kind?.id).map((kind) => {
        const weight = kind.id === work.kind?.id ? work.weight : kind.weight;
        return h("option", { value: kind.id, selected: kind.id === work.kind?.id }, `${kind.name}, вес ${weightWords(weight)}`);
      }),
    );
    const title = h("input", {
      type: "text", value: work.title, maxlength: 500, readonly: isClosed, placeholder: "Название, если нужно",
      "aria-label": `Название работы${place}`,
    });
    const saving = autosave(title, {
      version: () => model.version(key.work(lesson.id, slot)),
      save: (value) => save(slot, { title: value }),
    });
    flushes.push(saving.flush);
    title.hidden = work.kind === model.plainKind && !work.title;
    const two = h("input", {
      type: "checkbox", checked: work.double, disabled: isClosed, onchange: () => save(slot, { double: two.checked }),
    });
    const twoMarks = h("label", { class: "two-marks small" }, two, h("span", {}, "Две отметки, например 5/4"));
    twoMarks.hidden = !work.kind?.doubles && !work.double;
    return h("div", { class: "work" }, kinds, title, twoMarks);
  }

  function refresh() {
    const slots = model.slots(lesson.id);
    const works = Array.from({ length: slots }, (_, slot) => model.work(lesson.id, slot));
    const now = JSON.stringify(works.map(({ kind, weight, title, double }) => [kind?.id, weight, title, double]));
    if (now === drawn || list.contains(document.activeElement) && list.childElementCount === slots) return;
    drawn = now;
    flushes = [];
    list.replaceChildren(...works.map((_, slot) => line(slot)));
    more.hidden = slots >= MOST_WORKS || model.data.scale === "none";
  }
  refresh();
  return { element, refresh, flush: () => flushes.forEach((flush) => flush()) };
}
