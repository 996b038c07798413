import assert from "node:assert/strict";
import { test } from "node:test";

import { waiting } from "../../kedr/journal/static/journal/accept.js";
import { Journal } from "../../kedr/journal/static/journal/acts.js";
import { Model } from "../../kedr/journal/static/journal/model.js";
import { fewWords, proposeResult } from "../../kedr/journal/static/journal/proposals.js";
import { proposalOf, undecided } from "../../kedr/journal/static/journal/results.js";
import { key } from "../../kedr/journal/static/journal/rows.js";
import { PUPILS, data } from "./sample.js";

const norm = { scale: "five", thresholds: [250, 350, 450], enough: [3, 1, 2] };
const ones = (...values) => values.map((value) => [value, 100]);

test("few marks are told, and make «н/а» only with more than the share of lessons missed", () => {
  const there = proposeResult(ones("5", "4"), { lessons: 16, missed: 8 }, norm);
  assert.deepEqual([there.value, fewWords(there)], ["5", "мало отметок: 2 из 3"]);
  const away = proposeResult(ones("5", "4"), { lessons: 16, missed: 9 }, norm);
  assert.deepEqual([away.value, fewWords(away)], ["н/а", "мало отметок: 2 из 3, пропущено 9 из 16 уроков"]);
  const enough = proposeResult(ones("5/4", "4"), { lessons: 16, missed: 16 }, norm);
  assert.deepEqual([enough.value, fewWords(enough)], ["4", ""]);
  assert.equal(proposeResult([["5", 0], ["4", 100]], { lessons: 1, missed: 0 }, norm).marks, 1);
});

test("the lessons are the pupil's own: not cancelled, from their first day on", () => {
  const model = new Model(data());
  const { lessons, missed, marks } = proposalOf(model, PUPILS.vera);
  assert.deepEqual([lessons, missed, marks], [2, 0, 0]);
  const cancelled = structuredClone(data().lessons);
  cancelled[1][7] = 2;
  const boris = proposalOf(new Model(data({ lessons: cancelled })), PUPILS.boris);
  assert.deepEqual([boris.lessons, boris.missed], [2, 0]);
});

test("what is proposed and rests on enough marks is ready; few marks, decided results and who left are not", () => {
  const enough = /** @type {[number, number, number]} */ ([2, 1, 2]);
  const names = ({ ready, few }) => [ready.map(({ pupil, value }) => [pupil.id, value]), few.map(({ pupil }) => pupil.id)];
  assert.deepEqual(names(undecided(new Model(data({ enough })))), [[[PUPILS.alina, "5"]], [PUPILS.vera]]);
  assert.deepEqual(names(undecided(new Model(data()))), [[], [PUPILS.alina, PUPILS.vera]]);
  const [alina, ...rest] = data().pupils;
  const left = [[alina[0], alina[1], "", "2026-12-01", []], ...rest];
  assert.deepEqual(names(undecided(new Model(data({ enough, pupils: left })))), [[], [PUPILS.vera]]);
  assert.deepEqual(names(undecided(new Model(data({ enough, can_write: false })))), [[], []]);
});

test("all results taken at once are one step back", () => {
  const journal = new Journal(data({ enough: [0, 1, 2] }), () => new Promise(() => {}));
  const { ready } = undecided(journal.model);
  journal.write(ready.map(({ pupil, value }) => journal.result(pupil, value)));
  assert.equal(journal.model.row(key.result(PUPILS.alina)).value, "5");
  journal.turn("undo");
  assert.equal(journal.model.row(key.result(PUPILS.alina)).value, "");
  assert.equal(journal.model.row(key.result(PUPILS.boris)).value, "4", "what was decided before stays");
});

test("the results of a class wait for a press in the last two weeks of the period and after it", () => {
  const count = (today, changes = {}) => waiting(new Journal(data({ enough: [2, 1, 2], today, ...changes }), () => new Promise(() => {})));
  assert.deepEqual(["2026-12-13", "2026-12-14", "2027-01-15"].map((today) => count(today)), [0, 1, 1]);
  assert.equal(count("2026-12-20", { can_write: false }), 0);
});
