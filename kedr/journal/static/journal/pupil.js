/**
 * The card of a pupil: asked for only when a teacher opens it, because each reading is written down.
 *
 * @import { Journal } from "./acts.js"
 * @import { PupilCard, Server } from "./server.js"
 */

import { h } from "./dom.js";
import { meanOf } from "./results.js";
import { comma, meanWords } from "./rules.js";
import { openSheet } from "./sheet.js";
import { dayMonth } from "./words.js";

/**
 * @param {Journal} journal
 * @param {Server} server
 * @param {number} row
 * @param {Element} [anchor]
 */
export function openPupil(journal, server, row, anchor) {
  const pupil = journal.model.pupils[row];
  if (!pupil) return;
  const body = h("div", { class: "pupil-card" }, h("p", { class: "muted" }, "Загружается"));
  openSheet({ title: pupil.name, body: [body], anchor, name: "pupil-box" });
  const brought = journal.model.brought(pupil.id);
  server.pupil(pupil.id).then(
    (card) => body.replaceChildren(...lines(card, meanWords(meanOf(journal.model, pupil.id), journal.model.data.scale), brought)),
    () => body.replaceChildren(h("p", {}, "Карточка не загрузилась. Проверьте связь и откройте её ещё раз.")),
  );
}

/**
 * @param {PupilCard} card
 * @param {string} mean
 * @param {ReturnType<Journal["model"]["brought"]>} brought
 */
function lines(card, mean, brought) {
  /** @param {string} name @param {...(Node | string)} value */
  const line = (name, ...value) => h("div", {}, h("dt", {}, name), h("dd", {}, ...value));
  return [
    h(
      "dl", { class: "facts" },
      line("Класс", card.class_name),
      ...(card.birth ? [line("Дата рождения", `${dayMonth(card.birth)} ${card.birth.slice(0, 4)}`)] : []),
      line("Средний балл", mean || "пока нет"),
      ...(brought.length ? [line("Из другой школы", ...brought.flatMap(({ value, weight, kind, date }, at) => [
        ...(at ? [h("br")] : []), `${value}${weight === 100 ? "" : ` ×${comma(weight)}`} ${kind.toLowerCase()}, ${dayMonth(date)}`,
      ]))] : []),
      line("Пропущено уроков", `${card.absences} за год`),
      ...card.guardians.map(({ name, kind, phone }) =>
        line(kind, name, ...(phone ? [h("br"), h("a", { href: `tel:${phone.replace(/[^+\d]/g, "")}` }, phone)] : []))),
    ),
    ...(card.href ? [h("p", {}, h("a", { href: card.href }, "Открыть дневник"))] : []),
  ];
}
