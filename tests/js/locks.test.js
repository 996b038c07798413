// Locks and windows in the browser: which word a locked cell says, what a window lifts, the reason it asks for once.

import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Journal } from "../../kedr/journal/static/journal/acts.js";
import { isAskable, lockWords } from "../../kedr/journal/static/journal/locks.js";
import { Model } from "../../kedr/journal/static/journal/model.js";
import { data } from "./sample.js";

const LATE = 32;
const OTHERS = 64;
const WINDOW = ["700", "", "2026-11-12T12:00:00+07:00", "Описка"];

/** The data with these locks, and flags for the first lesson. */
function locked(locks, flags = 1) {
  const told = data();
  told.lessons[0][7] = flags;
  return { ...told, locks: { ...told.locks, ...locks } };
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("each lock has its own word; what a window may lift can be asked for", () => {
  const words = (locks, flags) => {
    const model = new Model(locked(locks, flags));
    return [model.lock(model.lessons[0], model.pupils[0]), model.closed(model.lessons[0], model.pupils[0])];
  };
  const found = [
    words({ closing: "year" }), words({ pupils: ["201"] }), words({ closing: "course" }), words({ closing: "period" }),
    words({ days: 3 }, 1 + LATE), words({}, 1 + OTHERS),
  ];
  assert.deepEqual(found.map(([lock]) => lock), ["year", "pupil", "course", "period", "late", "others"]);
  assert.equal(new Set(found.map(([, word]) => word)).size, found.length);
  assert.deepEqual(found.map(([lock]) => isAskable(lock)), [false, false, true, true, true, false]);
  assert.match(lockWords("late", locked({ days: 1 })), /больше 1 дня/);
  assert.match(lockWords("late", locked({ days: 7 })), /больше 7 дней/);
});

test("a window lifts period, journal and edit window; not the year, not a pupil, not another's lesson", () => {
  const lock = (locks, flags) => {
    const model = new Model(locked({ opened: [WINDOW], ...locks }, flags));
    return model.lock(model.lessons[0], model.pupils[0]);
  };
  assert.deepEqual([lock({ closing: "period" }), lock({ closing: "course" }), lock({}, LATE)], ["", "", ""]);
  assert.deepEqual([lock({ closing: "year" }), lock({ pupils: ["201"] }), lock({}, OTHERS)], ["year", "pupil", "others"]);
});

test("a window of a lesson opens it alone, and no results", () => {
  const model = new Model(locked({ closing: "period", opened: [["700", "101", WINDOW[2], ""]] }));
  const [first, second] = model.lessons;
  assert.deepEqual([model.lock(first), model.lock(second), model.lock(undefined)], ["", "period", "period"]);
  assert.match(model.resultClosed(model.pupils[0]), /Период закрыт/);
});

/** A journal with an open window; `sent` are the commands, `asked` the windows a reason was asked for. */
function journalWith(locks, answer = "Описка в журнале") {
  const sent = [];
  const asked = [];
  const journal = new Journal(locked(locks), (commands) => {
    sent.push(...structuredClone(commands));
    return Promise.resolve({ type: "outcomes", outcomes: commands.map(({ id, base }) => ({ id, status: "done", version: base + 1 })) });
  });
  journal.onWhy = (opening, then) => {
    asked.push(opening.id);
    if (answer) then(answer);
  };
  return { journal, sent, asked, cell: (pupil) => ({ lesson: journal.model.lessons[0], pupil: journal.model.pupils[pupil] }) };
}

async function pass() {
  mock.timers.tick(1);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test("the reason is asked once for a window and goes with every command, undo too", async () => {
  const { journal, sent, asked, cell } = journalWith({ closing: "period", opened: [WINDOW] });
  journal.write([journal.mark(cell(0), "4")]);
  await pass();
  journal.write([journal.mark(cell(1), "2"), journal.attendance(cell(1), "")]);
  await pass();
  journal.turn("undo");
  await pass();
  assert.deepEqual(asked, ["700"]);
  assert.deepEqual(new Set(sent.map(({ reason }) => reason)), new Set(["Описка в журнале"]));
  assert.equal(sent.length, 4 - 1); // the absence said so already
});

test("without a reason nothing is written and nothing waits", async () => {
  const { journal, sent, cell } = journalWith({ closing: "period", opened: [WINDOW] }, "");
  journal.write([journal.mark(cell(0), "4")]);
  await pass();
  assert.deepEqual([sent.length, journal.queue.unsent], [0, 0]);
});

test("an open lesson asks for no reason beside a window", async () => {
  const { journal, sent, asked, cell } = journalWith({ opened: [WINDOW] });
  journal.write([journal.mark(cell(0), "4")]);
  await pass();
  assert.deepEqual([asked, sent[0].reason], [[], undefined]);
});

test("a reason of another page of the tab is not asked for again", async () => {
  const { journal, sent, asked, cell } = journalWith({ closing: "period", opened: [WINDOW] });
  journal.whyBefore = (id) => (id === "700" ? "Сказано раньше" : "");
  journal.write([journal.mark(cell(0), "4")]);
  await pass();
  assert.deepEqual([asked, sent[0].reason], [[], "Сказано раньше"]);
});
