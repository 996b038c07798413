import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";

import { Journal } from "../../kedr/journal/static/journal/acts.js";
import { key } from "../../kedr/journal/static/journal/rows.js";
import { LESSONS, PUPILS, data } from "./sample.js";

/** A journal whose server answers by `answer`; `sent` collects the batches. */
function journalWith(answer) {
  const sent = [];
  const journal = new Journal(data(), (commands) => {
    sent.push(structuredClone(commands));
    return answer(commands, sent.length);
  });
  const { model } = journal;
  const cell = (lesson, pupil) => ({ lesson: model.lessons[lesson], pupil: model.pupils[pupil] });
  return { journal, model, sent, cell };
}

const done = (commands) => Promise.resolve({
  type: "outcomes",
  outcomes: commands.map(({ id, base }) => ({ id, status: "done", version: base + 1 })),
});

/** Lets timers up to `ms` and everything they promise happen. */
async function pass(ms = 1) {
  mock.timers.tick(ms);
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ["setTimeout"] });
});

test("a mark goes out with the version the teacher saw and settles", async () => {
  const { journal, model, sent, cell } = journalWith(done);
  const name = key.mark(LESSONS.first, PUPILS.boris, 0);
  journal.write([journal.mark(cell(0, 1), "4")]);
  assert.equal(journal.queue.unsent, 1);
  await pass();
  const [[command]] = sent;
  assert.deepEqual(
    { ...command, id: "", at: "" },
    { id: "", at: "", kind: "mark", course: "7", lesson: "101", pupil: "202", slot: 0, value: "4", base: 2 },
  );
  assert.match(command.id, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.deepEqual([model.row(name).value, model.version(name), journal.queue.unsent], ["4", 3, 0]);
});

test("edits made together go in one batch; two edits of an unsent cell become one", async () => {
  const { journal, sent, cell } = journalWith(done);
  journal.write([journal.mark(cell(2, 0), "4"), journal.attendance(cell(2, 1), "н")]);
  journal.write([journal.mark(cell(2, 0), "5")]);
  await pass();
  assert.deepEqual(sent.map((batch) => batch.map(({ value }) => value)), [["н", "5"]]);
});

test("one command of a cell flies at a time; the next takes the new version as its base", async () => {
  let free;
  const { journal, sent, cell } = journalWith((commands, count) =>
    count === 1 ? new Promise((resolve) => { free = () => resolve(done(commands)); }) : done(commands));
  journal.write([journal.mark(cell(2, 0), "4")]);
  await pass();
  journal.write([journal.mark(cell(2, 0), "5")]);
  journal.write([journal.mark(cell(2, 0), "3")]);
  await pass();
  assert.equal(sent.length, 1);
  free();
  await pass();
  await pass();
  assert.deepEqual(sent.map(([{ value, base }]) => [value, base]), [["4", 0], ["3", 1]]);
});

test("without a connection the same command goes again under the same id, and nothing is lost", async () => {
  let isDown = true;
  const { journal, sent, cell } = journalWith((commands) => (isDown ? Promise.reject(new Error("no network")) : done(commands)));
  journal.write([journal.mark(cell(2, 0), "4")]);
  await pass();
  assert.deepEqual([journal.queue.stopped, journal.queue.unsent], ["offline", 1]);
  assert.equal(journal.queue.state(key.mark(LESSONS.third, PUPILS.alina, 0)), "offline");
  journal.write([journal.mark(cell(2, 0), "5")]); // the first may have arrived: it must not change
  isDown = false;
  await pass(1_000);
  await pass();
  assert.equal(sent[0][0].id, sent[1][0].id);
  assert.deepEqual(sent.map(([{ value, base }]) => [value, base]), [["4", 0], ["4", 0], ["5", 1]]);
  assert.deepEqual([journal.queue.stopped, journal.queue.unsent], ["", 0]);
});

test("signed out: everything waits, and goes after the return", async () => {
  let isOut = true;
  const { journal, sent, cell } = journalWith((commands) => (isOut ? Promise.resolve({ type: "signed-out" }) : done(commands)));
  journal.write([journal.mark(cell(2, 0), "4")]);
  await pass();
  await pass(120_000);
  assert.deepEqual([journal.queue.stopped, journal.queue.unsent, sent.length], ["signed-out", 1, 1]);
  isOut = false;
  journal.queue.retry();
  await pass();
  assert.deepEqual([journal.queue.stopped, journal.queue.unsent], ["", 0]);
});

test("another person at this computer: nothing is sent under their name", async () => {
  const { journal, sent, cell } = journalWith(done);
  journal.queue.halt(true);
  journal.write([journal.mark(cell(2, 0), "4")]);
  journal.queue.retry();
  await pass(60_000);
  assert.equal(sent.length, 0);
  assert.equal(journal.queue.unsent, 1);
});

/** A server on which somebody put «2» (version 5) meanwhile. */
const stale = (commands) => Promise.resolve({
  type: "outcomes",
  outcomes: commands.map(({ id, base }) => (base === 5
    ? { id, status: "done", version: 6 }
    : { id, status: "conflict", server: { value: "2", version: 5, by: "Орлов Т. Н.", at: "2026-11-11T05:00:00Z" } })),
});

test("a conflict of lateness tells the server's minutes", async () => {
  const server = { value: "оп", minutes: 10, version: 5, by: "Орлов Т. Н.", at: "2026-11-11T05:00:00Z" };
  const { journal, model, cell } = journalWith((commands) => Promise.resolve({
    type: "outcomes", outcomes: commands.map(({ id }) => ({ id, status: "conflict", server })),
  }));
  const name = key.attendance(LESSONS.third, PUPILS.alina);
  journal.write([journal.attendance(cell(2, 0), "оп", 5)]);
  await pass();
  assert.equal(model.row(name).minutes, 5); // the teacher's own is still seen
  journal.queue.choose(name, "theirs");
  assert.deepEqual([model.row(name).value, model.row(name).minutes], ["оп", 10]);
});

test("a conflict keeps both values and waits for the teacher's choice", async () => {
  const { journal, model, sent, cell } = journalWith(stale);
  const name = key.mark(LESSONS.third, PUPILS.alina, 0);
  journal.write([journal.mark(cell(2, 0), "4")]);
  await pass();
  assert.equal(journal.queue.state(name), "conflict");
  assert.equal(model.row(name).value, "4"); // the teacher's own is still seen
  journal.write([journal.mark(cell(2, 0), "5")]); // and may be changed, but is not sent over the other's
  await pass();
  assert.equal(sent.length, 1);
  journal.queue.choose(name, "mine");
  await pass();
  const { value, base, reason } = sent[1][0];
  assert.deepEqual([value, base, reason], ["5", 5, "conflict"]);
  assert.deepEqual([journal.queue.state(name), model.row(name).value, model.version(name)], ["", "5", 6]);
});

test("choosing the server's value drops one's own", async () => {
  const { journal, model, sent, cell } = journalWith(stale);
  const name = key.mark(LESSONS.third, PUPILS.alina, 0);
  journal.write([journal.mark(cell(2, 0), "4")]);
  await pass();
  journal.queue.choose(name, "theirs");
  await pass();
  assert.deepEqual([journal.queue.state(name), model.row(name).value, sent.length], ["", "2", 1]);
});

test("a refusal shows what the server holds and blocks nobody else", async () => {
  const { journal, model, cell } = journalWith((commands) => Promise.resolve({
    type: "outcomes",
    outcomes: commands.map(({ id, value }) => (value === "4"
      ? { id, status: "refused", code: "closed", sentence: "Период закрыт." }
      : { id, status: "done", version: 9 })),
  }));
  const name = key.mark(LESSONS.first, PUPILS.alina, 0);
  journal.write([journal.mark(cell(0, 0), "4"), journal.mark(cell(2, 0), "5")]);
  await pass();
  assert.equal(journal.queue.state(name), "refused");
  assert.equal(journal.queue.trouble(name).sentence, "Период закрыт.");
  assert.equal(model.row(name).value, "5");
  assert.equal(model.version(key.mark(LESSONS.third, PUPILS.alina, 0)), 9);
  assert.equal(journal.queue.unsent, 0);
});

test("a batch the server cannot read is taken apart; only the bad command is refused", async () => {
  const { journal, sent, cell } = journalWith((commands) => (commands.some(({ value }) => value === "1")
    ? Promise.resolve({ type: "bad", sentence: "Не разобрано." })
    : done(commands)));
  journal.write([journal.mark(cell(2, 0), "4"), journal.mark(cell(2, 1), "1"), journal.mark(cell(2, 2), "5")]);
  for (let turn = 0; turn < 5; turn += 1) await pass();
  assert.deepEqual(sent.map((batch) => batch.length), [3, 1, 1, 1]);
  assert.equal(journal.queue.state(key.mark(LESSONS.third, PUPILS.boris, 0)), "refused");
  assert.equal(journal.queue.unsent, 0);
});

/** A server that breaks on every batch with the value «1» in it. */
const poisoned = (commands) => (commands.some(({ value }) => value === "1") ? Promise.resolve({ type: "later" }) : done(commands));

/** Time in which a queue gets through its longest waits. */
async function wait(seconds) {
  for (let second = 0; second < seconds; second += 1) await pass(1_000);
}

test("a batch the server breaks on is halved until the poisoned command is alone; the rest are saved", async () => {
  const { journal, model, sent, cell } = journalWith(poisoned);
  const bad = key.mark(LESSONS.third, PUPILS.alina, 0);
  journal.write([journal.mark(cell(2, 0), "1"), journal.mark(cell(2, 1), "4"), journal.mark(cell(2, 2), "5")]);
  await wait(60);
  assert.deepEqual(sent.slice(0, 6).map((batch) => batch.length), [3, 3, 3, 2, 1, 2]);
  assert.equal(model.version(key.mark(LESSONS.third, PUPILS.boris, 0)), 1);
  assert.equal(journal.queue.state(bad), "refused");
  assert.match(journal.queue.trouble(bad).sentence, /не потеряна/);
  assert.deepEqual([model.row(bad).value, journal.queue.unsent, journal.queue.stopped], ["1", 1, ""]); // shown, kept, no alarm
});

test("a poisoned command goes on alone, blocks nobody, and is saved once the server is mended", async () => {
  let isMended = false;
  const { journal, model, sent, cell } = journalWith((commands) => (isMended ? done(commands) : poisoned(commands)));
  const bad = key.mark(LESSONS.third, PUPILS.alina, 0);
  journal.write([journal.mark(cell(2, 0), "1")]);
  await wait(60);
  assert.equal(journal.queue.isFailed(bad), true);
  const { id } = sent[0][0];
  const before = sent.length;
  journal.write([journal.mark(cell(2, 1), "4")]);
  await pass();
  assert.deepEqual(sent.slice(before).map((batch) => batch.map(({ value }) => value)), [["4"]]);
  await wait(31);
  assert.deepEqual(sent.at(-1).map((command) => command.id), [id]);
  isMended = true;
  journal.queue.again(bad);
  await pass();
  assert.deepEqual(sent.at(-1).map((command) => command.id), [id]);
  assert.deepEqual([journal.queue.state(bad), journal.queue.isFailed(bad), model.version(bad), journal.queue.unsent], ["", false, 1, 0]);
});

test("«Повторить» that fails again says so again", async () => {
  const { journal, cell } = journalWith(poisoned);
  const bad = key.mark(LESSONS.third, PUPILS.alina, 0);
  journal.write([journal.mark(cell(2, 0), "1")]);
  await wait(60);
  journal.queue.again(bad);
  assert.equal(journal.queue.trouble(bad), null);
  await pass();
  assert.equal(journal.queue.state(bad), "refused");
});

test("another value in a cell that failed takes its place", async () => {
  const { journal, model, sent, cell } = journalWith(poisoned);
  const bad = key.mark(LESSONS.third, PUPILS.alina, 0);
  journal.write([journal.mark(cell(2, 0), "1")]);
  await wait(60);
  journal.write([journal.mark(cell(2, 0), "5")]);
  await pass();
  const { value, base } = sent.at(-1)[0];
  assert.deepEqual([value, base, journal.queue.state(bad), model.row(bad).value, journal.queue.unsent], ["5", 0, "", "5", 0]);
});

test("a server that breaks on everything for a while loses nothing", async () => {
  let isDown = true;
  const { journal, model, cell } = journalWith((commands) => (isDown ? Promise.resolve({ type: "later" }) : done(commands)));
  journal.write([0, 1, 2].map((pupil) => journal.mark(cell(2, pupil), "4")));
  await wait(600);
  isDown = false;
  await wait(40);
  assert.deepEqual([journal.queue.unsent, journal.queue.troubles.length, journal.queue.stopped], [0, 0, ""]);
  assert.deepEqual([PUPILS.alina, PUPILS.boris].map((pupil) => model.version(key.mark(LESSONS.third, pupil, 0))), [1, 1]);
});

test("without a connection nothing is halved and nothing is called an error", async () => {
  const { journal, sent, cell } = journalWith(() => Promise.reject(new Error("no network")));
  journal.write([journal.mark(cell(2, 0), "4"), journal.mark(cell(2, 1), "5")]);
  await wait(200);
  assert.deepEqual([...new Set(sent.map((batch) => batch.length))], [2]);
  assert.deepEqual([journal.queue.stopped, journal.queue.unsent, journal.queue.troubles.length], ["offline", 2, 0]);
});

test("no batch is longer than fifty commands", async () => {
  const { journal, sent, cell } = journalWith(done);
  const { lesson } = cell(2, 0);
  journal.write(Array.from({ length: 120 }, (_, at) => journal.mark({ lesson, pupil: { id: String(at), name: "", since: "", until: "" } }, "5")));
  for (let turn = 0; turn < 4; turn += 1) await pass();
  assert.deepEqual(sent.map((batch) => batch.length), [50, 50, 20]);
});

test("undo and redo are commands of their own, step by step", async () => {
  const { journal, model, sent, cell } = journalWith(done);
  const name = key.mark(LESSONS.third, PUPILS.alina, 0);
  journal.write([journal.mark(cell(2, 0), "4"), journal.mark(cell(2, 1), "4")]);
  await pass();
  assert.deepEqual(journal.turn("undo"), { keys: [name, key.mark(LESSONS.third, PUPILS.boris, 0)], left: 0 });
  await pass();
  assert.equal(model.row(name).value, "");
  journal.turn("redo");
  await pass();
  assert.equal(model.row(name).value, "4");
  assert.deepEqual(sent.map(([{ value, base }]) => [value, base]), [["4", 0], ["", 1], ["4", 2]]);
  assert.equal(journal.turn("redo"), null);
});

test("undo leaves alone what somebody else changed since", async () => {
  const { journal, model, cell } = journalWith(done);
  const name = key.mark(LESSONS.third, PUPILS.alina, 0);
  journal.write([journal.mark(cell(2, 0), "4")]);
  await pass();
  model.settle(name, { value: "3" }, 8);
  assert.deepEqual(journal.turn("undo"), { keys: [], left: 1 });
  assert.equal(model.row(name).value, "3");
});

test("a taken mark takes its comment along, and undo brings both back", async () => {
  const { journal, model, sent, cell } = journalWith(done);
  const name = key.mark(LESSONS.second, PUPILS.alina, 0);
  journal.write(journal.clear(cell(1, 0), "all"));
  await pass();
  assert.deepEqual([model.row(name).value, model.row(name).comment], ["", ""]);
  journal.turn("undo");
  for (let turn = 0; turn < 3; turn += 1) await pass();
  assert.deepEqual([model.row(name).value, model.row(name).comment], ["4", "устно"]);
  assert.deepEqual(sent.slice(1).flat().map(({ kind, value }) => [kind, value]), [["mark", "4"], ["comment", "устно"]]);
});

test("writing what already stands sends nothing", async () => {
  const { journal, sent, cell } = journalWith(done);
  assert.equal(journal.write([journal.mark(cell(0, 0), "5")]), false);
  await pass();
  assert.equal(sent.length, 0);
});
