/**
 * A conflict: the teacher's value and the server's side by side, each of them a button. Nothing is decided for anyone.
 *
 * @import { Journal } from "./acts.js"
 * @import { Row, Trouble } from "./types.js"
 */

import { h } from "./dom.js";
import { address, fieldsOf } from "./rows.js";
import { openSheet } from "./sheet.js";
import { placeWords } from "./status.js";
import { moment, shortDate } from "./words.js";

/**
 * @param {Journal} journal
 * @param {string} key
 * @param {Element} [anchor]
 */
export function openChoice(journal, key, anchor) {
  const trouble = journal.queue.trouble(key);
  if (trouble?.type !== "conflict") return;
  const { what, pupil } = address(key);
  const isText = what === "homework" || !pupil;
  const dialog = openSheet({
    title: isText ? "Что оставить?" : "Какая запись верна?",
    lead: placeWords(journal, key),
    anchor,
    name: "choice",
    body: [h("div", { class: `choice-two ${isText ? "is-text" : ""}` }, ...buttons(journal, key, trouble, () => dialog.close()))],
  });
}

/**
 * @param {Journal} journal
 * @param {string} key
 * @param {Trouble} trouble
 * @param {() => void} then
 */
export function buttons(journal, key, trouble, then) {
  const { server, entries } = trouble;
  const [entry] = entries;
  const mine = Object.assign({}, ...entries.map(({ edit }) => edit.fields));
  const theirs = server ? fieldsOf(entry?.edit.kind ?? "mark", server) : {};
  const { today } = journal.model.data;
  /** @param {"mine" | "theirs"} which @param {Partial<Row>} fields @param {string} whose */
  const button = (which, fields, whose) =>
    h("button", { type: "button", class: "choice-btn", "data-choice": which, onclick: () => {
      journal.queue.choose(key, which);
      then();
    } }, h("b", {}, shown(journal, fields)), h("span", {}, whose));
  return [
    button("mine", mine, `Ваша запись, ${moment(String(entry?.command.at), today)}`),
    button("theirs", theirs, [server?.by, server?.at && moment(server.at, today)].filter(Boolean).join(", ")),
  ];
}

/**
 * A value as a person reads it.
 * @param {Journal} journal
 * @param {Partial<Row>} fields
 */
function shown({ model }, fields) {
  if (fields.checked !== undefined) return fields.checked ? "Посещаемость отмечена" : "Посещаемость не отмечена";
  if (fields.kind !== undefined) {
    return [model.kinds.find(({ id }) => id === fields.kind)?.name, fields.title].filter(Boolean).join(": ");
  }
  if (fields.comment !== undefined) return fields.comment || "Без комментария";
  if (fields.value === "." && fields.due) return `долг до ${shortDate(fields.due)}`;
  if (fields.none) return "Без задания";
  const due = model.lessons.find(({ id }) => id === fields.due);
  const late = fields.minutes ? `, ${fields.minutes} мин` : "";
  return (fields.value || "пусто") + late + (due ? ` (на ${shortDate(due.date)})` : "");
}
