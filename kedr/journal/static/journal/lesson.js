/**
 * One lesson on a phone: the list of the class, the keypad, topic and homework. The same model and queue as the journal.
 */

import { Journal } from "./acts.js";
import { askButton } from "./ask.js";
import { autosave } from "./autosave.js";
import { lessonWords, presentWords } from "./card.js";
import { openChoice } from "./choice.js";
import { find, h } from "./dom.js";
import { homeworkField } from "./homework.js";
import { MarkPad } from "./pad.js";
import { keepFresh } from "./refresh.js";
import { LessonRoll } from "./roll.js";
import { key } from "./rows.js";
import { ABSENT } from "./rules.js";
import { carried, Server } from "./server.js";
import { Status } from "./status.js";
import { offeredText, suggestion } from "./suggest.js";
import { troubleLine } from "./trouble.js";
import { mindLocks, openedNote } from "./why.js";
import { middleDate, noun, shortDate } from "./words.js";

const data = carried();
const server = new Server(data);
const journal = new Journal(data, (commands) => server.send(commands));
const { model } = journal;
mindLocks(journal, server);
journal.remote = server;
new Status(journal, (name) => openChoice(journal, name));
const frame = find(document, ".lesson", HTMLElement);
const lesson = model.lessons[model.lessonAt.get(frame.dataset.lesson ?? "") ?? -1];

/** @param {string} id @param {...(Node | string)} content */
function fill(id, ...content) {
  document.getElementById(id)?.replaceChildren(...content);
}

/** What stands; else, greyed, what the plan has. @param {string} value @param {string} planned @param {string} nothing */
function said(value, planned, nothing) {
  return value || !planned ? [value || nothing] : [h("span", { class: "muted" }, `по плану: ${planned}`)];
}

if (lesson) {
  const here = lesson;
  fill("lesson-when", `${middleDate(here.date)}, ${lessonWords({ ...here, starts: "" })}`);
  const notes = [here.change, here.foreign && `Ведёт ${here.teacher}`, model.closed(here)].filter(Boolean);
  fill("lesson-notes", ...notes.map((text) => h("p", { class: "notice notice-warn" }, String(text))),
    ...askButton(journal, here), openedNote(journal, here));
  const wasClosed = model.closed(here) !== "";
  journal.onReshape(() => {
    if (wasClosed && !model.closed(model.lessons[model.lessonAt.get(here.id) ?? -1] ?? here)) location.reload();
  });

  const topic = find(document, "#topic", HTMLTextAreaElement);
  const topicKey = key.topic(here.id);
  topic.readOnly = model.closed(here) !== "";
  const saving = autosave(topic, {
    version: () => model.version(topicKey),
    save: (value, base) => journal.write([journal.topic(here, value, base)], { undo: false }),
  });
  const homework = homeworkField(journal, here);
  const offer = suggestion(journal, here, "topic", topic);
  const troubles = [troubleLine(journal, topicKey), troubleLine(journal, key.homework(here.id)), troubleLine(journal, key.check(here.id))];
  topic.after(offer.element, troubles[0]?.element ?? "");
  fill("homework-box", homework.element, troubles[1]?.element ?? "");

  const check = find(document, "#check", HTMLButtonElement);
  check.after(troubles[2]?.element ?? "");
  check.disabled = model.closed(here) !== "";
  check.addEventListener("click", () => journal.write([journal.check(here, !model.row(key.check(here.id)).checked)]));

  const roll = find(document, "lesson-roll", LessonRoll);
  const pad = find(document, "mark-pad", MarkPad);
  roll.onChoose = () => pad.refresh();
  roll.onMark = (/** @type {string} */ value) => pad.write(value);

  const refresh = () => {
    const set = model.row(key.homework(here.id));
    const due = model.lessons.find(({ id }) => id === set.due);
    const absent = model.roll(here).filter(({ attendance }) => ABSENT.has(attendance.value)).length;
    const { checked } = model.row(key.check(here.id));
    saving.show(model.row(topicKey).value);
    homework.refresh();
    offer.refresh();
    fill("topic-now", ...said(model.row(topicKey).value, offeredText(journal, here, "topic"), "не записана"));
    fill("homework-name", due && set.value ? `ДЗ на ${shortDate(due.date)}` : "Домашнее задание");
    const planned = set.none ? "" : offeredText(journal, here, "homework");
    fill("homework-now", ...said(set.value, planned, set.none ? "без задания" : "не записано"));
    check.setAttribute("aria-pressed", String(checked));
    check.classList.toggle("btn-main", checked);
    fill("check-words", presentWords(absent));
    for (const trouble of troubles) trouble.refresh();
  };
  journal.onChange(refresh);
  pad.start(journal, here, roll);
  roll.start(journal, here);
  fill("roll-count", `${roll.pupils.length} ${noun(roll.pupils.length, "ученик", "ученика", "учеников")}`);
  refresh();
} else {
  frame.append(h("p", { class: "empty" }, "Этого урока в журнале нет. Вернитесь к журналу."));
}

keepFresh(journal, server);
document.documentElement.dataset.journal = "ready";
