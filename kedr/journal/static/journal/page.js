/**
 * The journal page: puts its parts together. Start reading here: `acts.js` is what a teacher does, `model.js` what is
 * known, `queue.js` how it reaches the server, `grid.js` and `keys.js` the table.
 */

import { Acceptance, waiting } from "./accept.js";
import { Journal } from "./acts.js";
import { mayAsk } from "./ask.js";
import { LessonCard } from "./card.js";
import { openCell, openResult } from "./cell.js";
import { openChoice } from "./choice.js";
import { afterPaint, find, h, isNarrow } from "./dom.js";
import { openFinder } from "./finder.js";
import { JournalGrid } from "./grid.js";
import { openHelp } from "./help.js";
import { Keyboard } from "./keys.js";
import { openPaste } from "./paste.js";
import { openPupil } from "./pupil.js";
import { keepFresh } from "./refresh.js";
import { carried, Server } from "./server.js";
import { Status } from "./status.js";
import { summaryWords } from "./summary.js";
import { TopicTable } from "./topics.js";
import { mindLocks } from "./why.js";
import { dayMonth } from "./words.js";
import { address } from "./rows.js";

const data = carried();
const server = new Server(data);
const journal = new Journal(data, (commands) => server.send(commands));
const { model } = journal;
mindLocks(journal, server);
journal.remote = server;
const grid = find(document, "journal-grid", JournalGrid);
const card = find(document, "lesson-card", LessonCard);
const status = new Status(journal, showChoice);

/** @param {string} name of a row in conflict: the cursor goes there and both values are shown */
function showChoice(name) {
  const { lesson, pupil } = model.place(name);
  const row = pupil ? model.pupilAt.get(pupil.id) : undefined;
  const col = lesson ? model.lessonAt.get(lesson.id) : grid.lastCol;
  grid.go(row ?? grid.at.row, col ?? grid.at.col);
  openChoice(journal, name, address(name).pupil ? (grid.cellAt(grid.at) ?? undefined) : undefined);
}

function anchor() {
  return grid.cellAt(grid.at) ?? undefined;
}

function allPresent() {
  const lesson = model.lessons[grid.lesson];
  if (!lesson) return;
  const closed = model.closed(lesson);
  if (closed) status.say(closed);
  else if (!journal.write([journal.check(lesson, true)])) status.say("Посещаемость этого урока уже отмечена");
}

const acceptance = new Acceptance(journal, {
  say: (text) => status.say(text),
  show: ({ id }) => grid.go(model.pupilAt.get(id) ?? 0, grid.lastCol),
  back: () => anchor()?.focus(),
});

/** For hands without a keyboard: shown when the period comes to its end. */
function acceptButton() {
  const results = waiting(journal);
  return results ? h("button", { type: "button", class: "lk", title: "В столбце «Итог» – клавиша +", onclick: () => {
    grid.go(Math.max(0, grid.at.row), grid.lastCol);
    acceptance.all();
  } }, `Принять итоги: ${results}`) : "";
}

new Keyboard(grid, {
  say: (text) => status.say(text),
  refuse: ({ lesson, pupil }) => {
    const hint = mayAsk(journal, lesson, pupil) ? ". F2 – попросить открыть" : "";
    status.say(`${model.closed(lesson, pupil)}${hint}`);
  },
  openCell: (cell, focus, typed) => openCell(journal, server, cell, { anchor: anchor(), focus, typed }),
  openResult: (row) => {
    const pupil = model.pupils[row];
    if (pupil) openResult(journal, server, pupil, anchor());
  },
  openChoice: showChoice,
  openPupil: (row) => openPupil(journal, server, row, anchor()),
  openFind: () => openFinder(model.pupils, (row) => grid.go(row, Math.max(0, grid.at.col))),
  openHelp,
  openPaste: (table) => openPaste(journal, grid.at, table, (text) => status.say(text)),
  leave: () => (document.getElementById("topic") ?? card).focus(),
  allPresent,
  acceptAll: () => acceptance.all(),
  view: () => /** @type {"all" | "marks" | "absences"} */ (grid.dataset.view ?? "all"),
});

/** @param {number} lesson */
function showLesson(lesson) {
  card.show(lesson);
  const shown = model.lessons[lesson];
  const open = document.getElementById("open-lesson");
  if (!(open instanceof HTMLAnchorElement) || !shown) return;
  open.href = server.lessonHref(shown.id);
  open.textContent = `Открыть урок ${dayMonth(shown.date)}`;
}

// after the cell is painted: the cursor must not wait for the card
const follow = afterPaint(() => showLesson(grid.lesson));
grid.onLesson = follow;
card.onStep = (/** @type {number} */ lesson) => {
  grid.go(Math.max(0, grid.at.row), lesson);
  grid.showWeek(lesson);
};
card.onLeave = () => anchor()?.focus();

for (const button of document.querySelectorAll("[data-view-button]")) {
  button.addEventListener("click", () => {
    grid.dataset.view = button.getAttribute("data-view-button") ?? "all";
    for (const other of document.querySelectorAll("[data-view-button]")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}
document.getElementById("find")?.addEventListener("click", () => openFinder(model.pupils, (row) => grid.go(row, grid.lesson)));
document.getElementById("keys")?.addEventListener("click", openHelp);

const summary = document.getElementById("summary");
const showSummary = afterPaint(() => summary?.replaceChildren(...summaryWords(model), acceptButton()));
journal.onChange((keys) => {
  if ([...keys].some((name) => ["mark", "attendance", "result", "work"].includes(address(name).what))) showSummary();
});

card.start(journal);
grid.start(journal);
showLesson(grid.lesson);
find(document, "topic-table", TopicTable).start(journal);
showSummary();
keepFresh(journal, server);
const asked = /^#c(\d+)-(\d+)$/.exec(location.hash); // a cell that another page leads to
const [row, col] = [model.pupilAt.get(asked?.[2] ?? ""), model.lessonAt.get(asked?.[1] ?? "")];
if (row !== undefined && col !== undefined) {
  grid.go(row, col);
  grid.showWeek(col);
}
if (!isNarrow() && model.pupils.length && model.lessons.length) anchor()?.focus();
document.documentElement.dataset.journal = "ready";
