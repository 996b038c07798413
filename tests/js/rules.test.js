import assert from "node:assert/strict";
import { test } from "node:test";

import { readCriteriaMark, told } from "../../kedr/journal/static/journal/criteria.js";
import { written } from "../../kedr/journal/static/journal/markfield.js";
import { comma, entered, isMark, isResult, level, mean, meanWords, parseTable, parts, propose, readCell, resultsOf, weightWords } from "../../kedr/journal/static/journal/rules.js";

const key = (key, code = "", shiftKey = false) => entered({ key, code, shiftKey });

test("the mean is weighted and rounded half up, in whole hundredths", () => {
  assert.equal(mean([["5", 100], ["4", 100]]), 450);
  assert.equal(mean([["5", 300], ["4", 100]]), 475);
  assert.equal(mean([["5", 100], ["4", 100], ["4", 100]]), 433);
  assert.equal(mean([["5", 150], ["2", 250]]), 313); // 3,125
  assert.equal(mean(Array.from({ length: 8 }, (_, at) => [at ? "4" : "5", 100])), 413); // 4,125
  assert.equal(mean([["5", 100], ["4", 700]]), 413);
});

test("debts, credits, removed marks and works without weight take no part in the mean", () => {
  assert.equal(mean([[".", 100], ["зч", 100], ["", 100], ["осв", 100]]), null);
  assert.equal(mean([["2", 0], ["5", 100]]), 500);
  assert.equal(mean([["2", 0]]), null);
});

test("a result is proposed from its threshold on", () => {
  const bounds = [250, 350, 450];
  assert.deepEqual([249, 250, 349, 350, 449, 450, 500].map((value) => propose(value, bounds)), ["2", "3", "3", "4", "4", "5", "5"]);
  assert.equal(propose(null, bounds), "");
});

test("numbers are written with a comma", () => {
  assert.deepEqual([500, 405, 372, null].map(comma), ["5,00", "4,05", "3,72", ""]);
  assert.deepEqual([100, 150, 1000, 50, 225].map(weightWords), ["1", "1,5", "10", "0,5", "2,25"]);
});

test("digits write by what they print, letters by their place on both layouts", () => {
  assert.deepEqual(key("5", "Digit5"), { type: "mark", value: "5" });
  assert.deepEqual(key("3", "Numpad3"), { type: "mark", value: "3" });
  assert.deepEqual(key("9", "Digit9"), { type: "mark", value: "9" }); // whether the scale has it is another question
  for (const printed of ["н", "y", "Н"]) assert.deepEqual(key(printed, "KeyY"), { type: "attendance", value: "н" });
  for (const printed of ["б", ","]) assert.deepEqual(key(printed, "Comma"), { type: "attendance", value: "б" });
  assert.deepEqual(key("у", "KeyE"), { type: "attendance", value: "у" });
  assert.deepEqual(key("п", "KeyG"), { type: "attendance", value: "нп" });
  assert.deepEqual(key("j", "KeyJ"), { type: "attendance", value: "оп" });
});

test("a dot is a debt on both layouts, and a slash is not", () => {
  assert.deepEqual(key(".", "Slash"), { type: "mark", value: "." }); // Russian
  assert.deepEqual(key(".", "Period"), { type: "mark", value: "." });
  assert.deepEqual(key(",", "NumpadDecimal"), { type: "mark", value: "." });
  assert.equal(key("/", "Slash"), null);
});

test("other keys write nothing", () => {
  for (const [printed, code, shift] of [["*", "Digit8", true], ["End", "Numpad1"], ["ы", "KeyS"]]) {
    assert.equal(key(printed, code, shift), null, printed);
  }
});

test("each scale has its own marks", () => {
  assert.ok(isMark("5", "five") && isMark(".", "five") && !isMark("6", "five"));
  assert.ok(isMark("зч", "pass") && !isMark("5", "pass"));
  assert.ok(!isMark("5", "none"));
});

test("ten and a hundred points have their own marks, results and levels", () => {
  assert.ok(isMark("10", "ten") && isMark("1", "ten") && !isMark("0", "ten") && !isMark("11", "ten") && !isMark("05", "ten"));
  assert.ok(isMark("0", "hundred") && isMark("100", "hundred") && !isMark("101", "hundred"));
  assert.equal(propose(850, [], "ten"), "9"); // 8,5
  assert.equal(propose(849, [], "ten"), "8");
  assert.equal(propose(null, [], "ten"), "");
  assert.equal(propose(400, [250, 350, 450], "pass"), "");
  assert.deepEqual(["10", "9", "8", "7", "6", "5", "4", "1"].map((mark) => level(mark, "ten", [5, 7, 9])), ["5", "5", "4", "4", "3", "3", "2", "2"]);
  assert.equal(level("9/4", "ten", [5, 7, 9]), "2"); // of two marks the lower one
  assert.deepEqual(resultsOf("five"), ["5", "4", "3", "2", "н/а", "осв"]);
  assert.ok(isResult("н/а", "pass") && isResult("осв", "none") && !isResult("1", "five") && isResult("87", "hundred"));
  assert.deepEqual(readCell("10", "ten"), { marks: ["10"], absence: "" });
  assert.ok("fault" in readCell("отл", "ten"));
});

test("a work of two marks takes «5/4» as one, and both count", () => {
  assert.ok(isMark("5/4", "five", true) && !isMark("5/4", "five") && !isMark("5/6", "five", true) && !isMark("5/4/3", "five", true));
  assert.ok(!isMark("зч/нз", "pass", true) && !isMark("5/.", "five", true) && !isMark("05/4", "five", true));
  assert.equal(mean([["5/4", 200], ["3", 100]]), 420); // (2·5 + 2·4 + 3) / 5
  for (const text of ["5/4", "54"]) assert.deepEqual(readCell(text, "five", true), { marks: ["5/4"], absence: "" });
  assert.deepEqual(readCell("5", "five", true), { marks: ["5"], absence: "" });
  assert.equal(written("54", "five", true), "5/4");
  assert.equal(written("5, 4", "five", true), "5/4");
  assert.equal(written("56", "five", true), null);
});

test("a table from a spreadsheet comes apart into rows and cells", () => {
  assert.deepEqual(parseTable("5\r\n4\r\n"), [["5"], ["4"]]);
  assert.deepEqual(parseTable("5\t\t4\n\t3\n"), [["5", "", "4"], ["", "3"]]);
  assert.deepEqual(parseTable('"две\nстроки"\t"он сказал ""да"""'), [["две\nстроки", 'он сказал "да"']]);
  assert.deepEqual(parseTable(""), [[""]]);
  assert.deepEqual(parseTable("5\t"), [["5", ""]]);
});

test("a pasted cell is marks, an absence or a fault in words", () => {
  assert.deepEqual(readCell("5", "five"), { marks: ["5"], absence: "" });
  assert.deepEqual(readCell("5/4", "five"), { marks: ["5", "4"], absence: "" });
  assert.deepEqual(readCell("54", "five"), { marks: ["5", "4"], absence: "" });
  assert.deepEqual(readCell("5 4 3", "five"), { marks: ["5", "4", "3"], absence: "" });
  assert.deepEqual(readCell(" УП ", "five"), { marks: [], absence: "у" });
  assert.deepEqual(readCell("н 4", "five"), { marks: ["4"], absence: "н" });
  assert.deepEqual(readCell("зачёт", "pass"), { marks: ["зч"], absence: "" });
  for (const text of ["9", "5,5,5,5", "10", "хорошо", "н б"]) assert.ok("fault" in readCell(text, "five"), text);
  assert.ok("fault" in readCell("5", "none"));
});

test("points by criteria: what is typed, what it counts as, how it is said", () => {
  /** @type {[string, number][]} */
  const criteria = [["А", 8], ["Б", 8], ["В", 6]];
  for (const [typed, kept] of [["а6б4", "А6:8 Б4:8"], ["6 4", "А6:8 Б4:8"], ["A6 Б 4 из 8", "А6:8 Б4:8"], ["В6", "В6:6"]]) {
    assert.equal(readCriteriaMark(String(typed), criteria), kept);
  }
  for (const wrong of ["", "А9", "Ж1", "А1 А2", "1 2 3 4", "пять", "1234"]) assert.equal(readCriteriaMark(wrong, criteria), null);
  assert.deepEqual(parts("А6:8 В1:3"), [75, 33.33]);
  assert.equal(mean([["А6:8 Б4:8", 100], ["А8:8", 100]]), 7500);
  assert.equal(propose(7500, [4000, 6000, 8000], "criteria"), "4");
  assert.equal(level("А2:8", "criteria", [40, 60, 80]), "2");
  assert.equal(level("5", "criteria", [40, 60, 80]), "5");
  assert.equal(meanWords(6250, "criteria"), "62,5%");
  assert.equal(told("А6:8 Б4:8"), "А 6 из 8, Б 4 из 8");
  assert.equal(isMark("5/4", "criteria", true), false);
});
