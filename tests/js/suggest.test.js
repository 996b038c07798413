import assert from "node:assert/strict";
import { test } from "node:test";

import { Journal } from "../../kedr/journal/static/journal/acts.js";
import { Model } from "../../kedr/journal/static/journal/model.js";
import { key } from "../../kedr/journal/static/journal/rows.js";
import { offeredText, takeOffered } from "../../kedr/journal/static/journal/suggest.js";
import { LESSONS, data } from "./sample.js";

/** @param {object} [changes] a journal whose commands never arrive */
function journalOf(changes) {
  const journal = new Journal(data(changes), () => new Promise(() => {}));
  return { journal, lessons: journal.model.lessons };
}

test("the plan is offered where it has something", () => {
  const { journal, lessons: [, second, third] } = journalOf();
  assert.equal(offeredText(journal, second, "topic"), "Корни");
  assert.equal(offeredText(journal, second, "homework"), "№ 6, 7");
  assert.equal(offeredText(journal, third, "homework"), "");
  assert.equal(offeredText(journalOf({ plan: [] }).journal, second, "topic"), "");
});

test("nothing of the plan stands until it is taken; then it is an act with its undo", () => {
  const { journal, lessons: [, second] } = journalOf();
  assert.equal(journal.model.row(key.topic(second.id)).value, "");
  assert.equal(takeOffered(journal, second, "topic"), true);
  assert.equal(journal.model.row(key.topic(second.id)).value, "Корни");
  assert.equal(takeOffered(journal, second, "homework"), true);
  const homework = journal.model.row(key.homework(second.id));
  assert.deepEqual([homework.value, homework.due, homework.none, homework.minutes], ["№ 6, 7", LESSONS.third, false, 20]);
  journal.turn("undo");
  journal.turn("undo");
  assert.equal(journal.model.row(key.topic(second.id)).value, "");
});

test("what a teacher wrote, a closed lesson and an empty plan take nothing", () => {
  const { journal, lessons: [first, , third] } = journalOf();
  assert.equal(takeOffered(journal, first, "topic"), false);
  assert.equal(journal.model.row(key.topic(first.id)).value, "Степени");
  assert.equal(takeOffered(journal, third, "homework"), false);
  const closed = journalOf({ can_write: false });
  assert.equal(takeOffered(closed.journal, closed.lessons[1], "topic"), false);
});

test("another plan draws the page anew", () => {
  const model = new Model(data());
  assert.deepEqual(model.merge(data()), new Set());
  assert.equal(model.merge(data({ plan: [[1, 33, "Степени", "", 0]] })), "shape");
  assert.deepEqual(model.plan(LESSONS.second), { number: 33, topic: "Степени", homework: "", minutes: 0 });
});
