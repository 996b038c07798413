import assert from "node:assert/strict";
import { test } from "node:test";

import { NEXT_DIGIT_MS, Typing } from "../../kedr/journal/static/journal/typing.js";

const cell = (isDouble = false, scale = "five", place = "1:1") => ({ place, scale, isDouble: () => isDouble });
const made = (typing, digit, at, where) => {
  const { slot, value } = typing.digit(digit, at, where);
  return [slot, value];
};

test("a quick second digit is a second mark, a slow one replaces, a third place is the last", () => {
  const typing = new Typing();
  assert.deepEqual(made(typing, "5", 0, cell()), [0, "5"]);
  assert.deepEqual(made(typing, "4", 300, cell()), [1, "4"]);
  assert.deepEqual(made(typing, "3", 600, cell()), [2, "3"]);
  assert.deepEqual(made(typing, "2", 900, cell()), [0, "2"]);
  assert.deepEqual(made(typing, "4", 900 + NEXT_DIGIT_MS, cell()), [0, "4"]);
  assert.deepEqual(made(typing, "5", 1000 + NEXT_DIGIT_MS, cell(false, "five", "2:1")), [0, "5"]);
});

test("in a work of two marks the quick second digit is its second part", () => {
  const typing = new Typing();
  assert.deepEqual(made(typing, "5", 0, cell(true)), [0, "5"]);
  assert.deepEqual(typing.digit("4", 300, cell(true)), { slot: 0, value: "5/4", grown: true });
  assert.deepEqual(made(typing, "3", 600, cell(true)), [1, "3"]);
});

test("a slash waits for the second part as long as the cursor stays", () => {
  const typing = new Typing();
  assert.equal(typing.slash("1:1", true), false, "nothing typed yet: the key finds a pupil");
  typing.digit("5", 0, cell(true));
  assert.equal(typing.slash("1:1", false), false);
  assert.equal(typing.slash("1:1", true), true);
  assert.deepEqual(made(typing, "4", 9_000, cell(true)), [0, "5/4"]);
  assert.equal(typing.slash("1:1", true), false, "it has two already");
  typing.digit("5", 20_000, cell(true));
  typing.slash("1:1", true);
  typing.stop();
  assert.deepEqual(made(typing, "4", 21_000, cell(true)), [0, "4"]);
});

test("what may yet grow waits", () => {
  assert.equal(Typing.mayGrow("5", "five", false), false);
  assert.equal(Typing.mayGrow("5", "five", true), true);
  assert.equal(Typing.mayGrow("5/4", "five", true), false);
});

test("digits of a longer scale grow into one number", () => {
  const typing = new Typing();
  assert.deepEqual(typing.digit("1", 0, cell(false, "ten")), { slot: 0, value: "1", grown: false });
  assert.deepEqual(typing.digit("0", 300, cell(false, "ten")), { slot: 0, value: "10", grown: true });
  assert.deepEqual(made(typing, "9", 5_000, cell(false, "ten")), [0, "9"]);
  assert.deepEqual(made(typing, "8", 5_100, cell(false, "ten")), [1, "8"]);
  assert.deepEqual(made(typing, "8", 9_000, cell(false, "hundred")), [0, "8"]);
  assert.deepEqual(made(typing, "7", 9_200, cell(false, "hundred")), [0, "87"]);
  for (const [digit, at, value] of [["1", 20_000, "1"], ["0", 20_100, "10"], ["0", 20_200, "100"]]) {
    assert.deepEqual(made(typing, digit, at, cell(false, "hundred")), [0, value]);
  }
  typing.digit("1", 30_000, cell(true, "ten"));
  typing.digit("0", 30_100, cell(true, "ten"));
  typing.slash("1:1", true);
  assert.deepEqual(made(typing, "9", 30_200, cell(true, "ten")), [0, "10/9"]);
});

test("only a number that the scale may lengthen waits", () => {
  assert.equal(Typing.mayGrow("1", "ten", false), true);
  assert.equal(Typing.mayGrow("9", "ten", false), false);
  assert.equal(Typing.mayGrow("10", "ten", false), false);
  assert.equal(Typing.mayGrow("8", "hundred", false), true);
  assert.equal(Typing.mayGrow("87", "hundred", false), false);
  assert.equal(Typing.mayGrow(".", "hundred", false), false);
});
