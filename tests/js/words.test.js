import assert from "node:assert/strict";
import { test } from "node:test";

import { uuid7 } from "../../kedr/journal/static/journal/ids.js";
import { count, dayMonth, longDate, middleDate, monday, shortDay } from "../../kedr/journal/static/journal/words.js";

test("dates are said as people say them", () => {
  assert.equal(dayMonth("2026-11-09"), "9 ноября");
  assert.equal(longDate("2026-12-17"), "Четверг, 17 декабря");
  assert.equal(middleDate("2026-12-17"), "Чт, 17 декабря");
  assert.equal(shortDay("2026-11-09"), "пн, 09.11");
});

test("a week begins on Monday", () => {
  assert.deepEqual(["2026-11-08", "2026-11-09", "2026-11-15"].map(monday), ["2026-11-02", "2026-11-09", "2026-11-09"]);
});

test("numbers take their noun", () => {
  const words = [1, 2, 5, 11, 21, 112].map((number) => count(number, "урок", "урока", "уроков"));
  assert.deepEqual(words, ["1 урок", "2 урока", "5 уроков", "11 уроков", "21 урок", "112 уроков"]);
});

test("identifiers are of version 7, sorted by time and never the same", () => {
  const ids = Array.from({ length: 100 }, (_, at) => uuid7(1_800_000_000_000 + at));
  assert.equal(new Set(ids).size, 100);
  assert.deepEqual([...ids].sort(), ids);
  assert.match(uuid7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.equal(parseInt(uuid7(1_800_000_000_123).replaceAll("-", "").slice(0, 12), 16), 1_800_000_000_123);
});
