import assert from "node:assert/strict";
import { test } from "node:test";

import { Model } from "../../kedr/journal/static/journal/model.js";
import { meanOf, missedBy, proposalOf } from "../../kedr/journal/static/journal/results.js";
import { key } from "../../kedr/journal/static/journal/rows.js";
import { LESSONS, PUPILS, data } from "./sample.js";

const mark = key.mark(LESSONS.first, PUPILS.alina, 0);

test("what the server sent can be read back", () => {
  const model = new Model(data());
  assert.equal(model.row(mark).value, "5");
  assert.equal(model.row(key.mark(LESSONS.second, PUPILS.alina, 0)).comment, "устно");
  assert.equal(model.row(key.attendance(LESSONS.second, PUPILS.boris)).value, "н");
  assert.equal(model.row(key.check(LESSONS.first)).checked, true);
  assert.equal(model.row(key.result(PUPILS.boris)).value, "4");
  assert.equal(model.work(LESSONS.first, 0).weight, 300);
  assert.equal(meanOf(model, PUPILS.alina), 475); // (5·3 + 4·1) / 4
  assert.equal(proposalOf(model, PUPILS.alina).value, "5");
  assert.equal(missedBy(model, PUPILS.boris), 1);
});

test("marks of another school count in the mean of their pupil alone", () => {
  const brought = /** @type {[number, string, number, string, string][]} */ ([[0, "3", 200, "Контрольная работа", "2026-11-02"]]);
  const model = new Model(data({ brought }));
  assert.equal(meanOf(model, PUPILS.alina), 417); // (5·3 + 4·1 + 3·2) / 6
  assert.equal(meanOf(model, PUPILS.boris), 300);
  assert.deepEqual(model.brought(PUPILS.boris), []);
});

test("a mark beside an absence is worth a word, where the school wants one", () => {
  const absences = /** @type {[number, number, string, number, number][]} */ ([[0, 0, "б", 0, 1], [1, 0, "оп", 5, 1], [1, 1, "н", 0, 1]]);
  const said = (/** @type {Model} */ model) => model.pupils.slice(0, 2).map((pupil) => model.lessons.slice(0, 2).map((lesson) => model.beside(lesson, pupil)));
  assert.deepEqual(said(new Model(data({ absences }))), [["отметка рядом с «б»", ""], ["", ""]]);
  assert.deepEqual(said(new Model(data({ absences, beside: false }))), [["", ""], ["", ""]]);
});

test("a pupil taught at home has no cells from the day of the order on", () => {
  const freed = /** @type {[number, string, string, string][]} */ ([[0, "2026-11-09", "2026-11-11", "обучение на дому, приказ № 5"]]);
  const model = new Model(data({ freed }));
  const [alina, boris] = model.pupils;
  assert.deepEqual(model.lessons.map((lesson) => alina && model.isMember(lesson, alina)), [true, false, true]);
  assert.match((alina && model.lessons[1] && model.closed(model.lessons[1], alina)) || "", /Здесь только итоги: обучение на дому/);
  assert.equal(boris && model.freed(boris), "");
});

test("an unsent wish lies over the server's word and counts in the mean", () => {
  const model = new Model(data());
  model.overlay = (name) => (name === mark ? { value: "2" } : undefined);
  assert.equal(model.row(mark).value, "2");
  assert.equal(meanOf(model, PUPILS.alina), 250);
});

test("newer data change what is newer and leave unsent cells alone", () => {
  const model = new Model(data());
  model.overlay = (name) => (name === mark ? { value: "2" } : undefined);
  const changed = model.merge(data({ marks: [[0, 0, 0, "3", 7, ""], [1, 0, 0, "5", 2, ""], [0, 1, 0, "3", 2, ""]] }));
  assert.deepEqual(changed, new Set([key.mark(LESSONS.second, PUPILS.alina, 0)]));
  assert.equal(model.version(mark), 1); // its base is still what the teacher saw
});

test("an older answer that comes late turns nothing back", () => {
  const model = new Model(data());
  model.settle(mark, { value: "4" }, 2);
  assert.deepEqual(model.merge(data()), new Set());
  assert.equal(model.row(mark).value, "4");
});

test("a new lesson changes the shape of the table, a new topic does not", () => {
  const model = new Model(data());
  const { lessons } = data();
  const retold = structuredClone(lessons);
  retold[1][8] = "Корни";
  retold[1][9] = 1;
  assert.deepEqual(model.merge(data({ lessons: retold })), new Set([key.topic(LESSONS.second)]));
  assert.equal(model.merge(data({ lessons: lessons.slice(0, 2), works: [], marks: [], absences: [] })), "shape");
});

test("a cell is closed before the pupil came, in the future, in a closed period and for a reader", () => {
  const model = new Model(data());
  const [first, , third] = model.lessons;
  const [, , vera] = model.pupils;
  assert.match(model.closed(first, vera), /не был в классе/);
  assert.equal(model.closed(third, vera), "");
  assert.match(new Model(data({ today: "2026-11-10" })).closed(third, vera), /ещё не прошёл/);
  assert.equal(new Model(data({ today: "2026-11-10" })).closed(third), ""); // its topic may be planned
  assert.match(new Model(data({ can_write: false })).closed(third), /только для чтения/);
  assert.match(new Model(data({ locks: { ...data().locks, closing: "period" } })).closed(third), /Период закрыт: II четверть/);
});

test("a past lesson says what it lacks; today's does not yet", () => {
  const model = new Model(data());
  assert.deepEqual(model.lessons.map((lesson) => model.lacks(lesson)), [[], ["посещаемости", "темы", "задания"], []]);
  assert.equal(model.startAt, 2);
  const [, unfilled] = model.lessons;
  assert.deepEqual(new Model(data({ asks: ["check", "topic"] })).lacks(unfilled), ["посещаемости", "темы"]);
});
