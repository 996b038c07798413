import assert from "node:assert/strict";
import { test } from "node:test";

import { Journal } from "../../kedr/journal/static/journal/acts.js";
import { loadWords } from "../../kedr/journal/static/journal/load.js";
import { personalGroups } from "../../kedr/journal/static/journal/personal.js";
import { bodyOf, fieldsOf, key } from "../../kedr/journal/static/journal/rows.js";
import { LESSONS, PUPILS, data } from "./sample.js";

/** @param {object} [changes] */
function load(changes = {}) {
  return {
    to_day: "К четвергу, 12 ноября,", class_name: "8А", own: "Алгебра", norm: 120, unsaid: 0,
    parts: /** @type {[string, number][]} */ ([["Химия", 30], ["ОБЗР", 25]]), ...changes,
  };
}

test("the load of a day with what is being set, the most first", () => {
  const { text, over } = loadWords(load(), { minutes: 40, isSet: true }, "8А");
  assert.equal(text, "К четвергу, 12 ноября, задано 95 из 120 мин: алгебра 40, химия 30, ОБЗР 25.");
  assert.equal(over, 0);
});

test("over the norm it says by how much", () => {
  const { text, over } = loadWords(load(), { minutes: 80, isSet: true }, "8А, английский, 1 гр.");
  assert.equal(text, "К четвергу, 12 ноября, задано 135 из 120 мин, на 15 больше нормы: алгебра 80, химия 30, ОБЗР 25.");
  assert.equal(over, 15);
});

test("exactly the norm is not over it", () => {
  assert.equal(loadWords(load(), { minutes: 65, isSet: true }, "8А").over, 0);
});

test("another homework of the same subject joins it; minutes nobody said are told", () => {
  const { text } = loadWords(load({ parts: [["Алгебра", 20]], unsaid: 1 }), { minutes: 0, isSet: true }, "8А");
  assert.equal(text, "К четвергу, 12 ноября, задано 20 из 120 мин: алгебра 20, у 2 заданий время не указано.");
});

test("a day of nothing; minutes without a text do not count", () => {
  const nothing = load({ parts: [] });
  assert.equal(loadWords(nothing, { minutes: 40, isSet: false }, "8А").text,
    "К четвергу, 12 ноября, пока ничего не задано. Норма – 120 мин.");
  assert.equal(loadWords(nothing, { minutes: 0, isSet: true }, "8А").text,
    "К четвергу, 12 ноября, у 1 задания время не указано. Норма – 120 мин.");
});

test("a group of several classes names the class that has most", () => {
  assert.match(loadWords(load(), { minutes: 0, isSet: false }, "10, физика, профиль").text, /^К четвергу, 12 ноября, 8А: задано 55/);
});

function journal(changes = {}) {
  return new Journal(data(changes), () => new Promise(() => {}));
}

test("pupils with the same text stand together, with other files apart", () => {
  const personal = [[0, 0, "№ 9", "102", 15, 1, ""], [0, 1, "№ 9", "102", 15, 1, ""], [0, 2, "№ 9", "102", 15, 1, ""]];
  const kept = journal({ personal, files: [[0, 2, "700", "Карточка.pdf", "1 КБ"]] });
  const lesson = kept.model.lessons[0];
  assert.ok(lesson);
  assert.deepEqual(personalGroups(kept, lesson).map(({ pupils }) => pupils.map(({ id }) => id)),
    [[PUPILS.alina, PUPILS.boris], [PUPILS.vera]]);
  assert.deepEqual(kept.model.files.get(key.homework(LESSONS.first, PUPILS.vera)), [{ id: "700", name: "Карточка.pdf", size: "1 КБ" }]);
});

test("homework of one pupil is a command with the pupil, and taken back it leaves the list", () => {
  const kept = journal({ personal: [[0, 0, "№ 9", "102", 15, 3, ""]] });
  const lesson = kept.model.lessons[0];
  assert.ok(lesson);
  const edit = kept.homework(lesson, { value: "№ 10", due: "102", none: false, minutes: 20 }, undefined, PUPILS.alina);
  assert.equal(edit.key, key.homework(LESSONS.first, PUPILS.alina));
  const body = bodyOf(edit, { ...kept.model.row(edit.key), ...edit.fields }, { course: "7", period: "31" });
  assert.equal(body.pupil, PUPILS.alina);
  assert.deepEqual(body.value, { text: "№ 10", due: "102", none: false, minutes: 20 });
  kept.write([kept.homework(lesson, { value: "", due: "", none: false, minutes: 0 }, undefined, PUPILS.alina)]);
  assert.deepEqual(personalGroups(kept, lesson), []);
  kept.turn("undo");
  assert.equal(personalGroups(kept, lesson)[0]?.value, "№ 9");
});

test("the class's homework keeps its minutes when only the text changes", () => {
  const kept = journal();
  const lesson = kept.model.lessons[0];
  assert.ok(lesson);
  const edit = kept.homework(lesson, { value: "№ 5, 6", due: "102", none: false });
  const body = bodyOf(edit, { ...kept.model.row(edit.key), ...edit.fields }, { course: "7", period: "31" });
  assert.equal(/** @type {any} */ (body.value).minutes, 30);
  assert.equal(fieldsOf("homework", { value: { text: "№ 7", due: "", none: false, minutes: 45 }, version: 2, by: "", at: "" }).minutes, 45);
});

test("newer files are news of their homework, the same ones are not", () => {
  const kept = journal();
  const files = [[0, -1, "700", "Карточка.pdf", "1 КБ"]];
  /** @type {Set<string>[]} */
  const told = [];
  kept.onChange((keys) => told.push(keys));
  kept.merge(data({ files }));
  kept.merge(data({ files }));
  kept.merge(data());
  assert.deepEqual(told.map((keys) => [...keys]), [[key.homework(LESSONS.first)], [key.homework(LESSONS.first)]]);
});
