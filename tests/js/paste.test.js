import assert from "node:assert/strict";
import { test } from "node:test";

import { Journal } from "../../kedr/journal/static/journal/acts.js";
import { plan } from "../../kedr/journal/static/journal/paste.js";
import { data } from "./sample.js";

const journal = () => new Journal(data(), () => new Promise(() => {}));

test("a column goes down the class; empty cells change nothing; a fault spoils only its own cell", () => {
  const planned = plan(journal(), { row: 0, col: 2 }, [["5"], [""], ["9"]]);
  assert.deepEqual(planned.map(([{ edits }]) => edits.length), [1, 0, 0]);
  assert.deepEqual(planned.map(([{ fault }]) => fault !== ""), [false, false, true]);
});

test("a block goes to the right as well, and says what falls outside", () => {
  const planned = plan(journal(), { row: 2, col: 1 }, [["4", "н", "5"], ["3"]]);
  assert.deepEqual(planned[0].map(({ edits }) => edits[0]?.kind), ["mark", "attendance", undefined]);
  assert.match(planned[0][2].fault, /Правее/);
  assert.match(planned[1][0].fault, /Ниже/);
});

test("a closed cell is refused with its reason", () => {
  const [[{ fault, edits }]] = plan(journal(), { row: 2, col: 0 }, [["5"]]);
  assert.match(fault, /не был в классе/);
  assert.deepEqual(edits, []);
});

test("two marks in a cell become two works", () => {
  const [[{ edits }]] = plan(journal(), { row: 0, col: 2 }, [["5/4"]]);
  assert.deepEqual(edits.map(({ slot, fields }) => [slot, fields.value]), [[0, "5"], [1, "4"]]);
});
