// A small journal for the tests: three lessons, three pupils; Вера came on 4 November; today is 11 November.

export const LESSONS = { first: "101", second: "102", third: "103" };
export const PUPILS = { alina: "201", boris: "202", vera: "203" };

/** @returns {import("../../kedr/journal/static/journal/types.js").Data} */
export function data(changes = {}) {
  return {
    school: 1,
    course: "7",
    title: "Алгебра",
    class_name: "8А",
    scale: "five",
    can_write: true,
    today: "2026-11-11",
    me: "900",
    period: { id: "31", name: "II четверть", starts: "2026-11-02", ends: "2026-12-28", closed: false },
    asks: ["check", "topic", "homework"],
    thresholds: [250, 350, 450],
    enough: [3, 1, 2],
    levels: [],
    debts: [14, 0],
    beside: true,
    brought: [],
    freed: [],
    kinds: [["1", "ОУ", "Ответ на уроке", "О", 100, 0, 0], ["2", "КР", "Контрольная работа", "К", 300, 1, 0]],
    lessons: [
      ["101", "2026-11-03", 1, "08:30", "09:10", "209", "Смирнова О. П.", 1, "Степени", 1, 1, "№ 5", "102", 1, "", 30, ""],
      ["102", "2026-11-09", 1, "08:30", "09:10", "209", "Смирнова О. П.", 0, "", 0, 0, "", "", 0, "", 0, ""],
      ["103", "2026-11-11", 1, "08:30", "09:10", "209", "Смирнова О. П.", 0, "", 0, 0, "", "", 0, "", 0, ""],
    ],
    works: [["51", 0, 0, 1, 300, "Степени", 1], ["52", 1, 0, 0, 100, "", 1]],
    pupils: [
      ["201", "Абрамова Алина", "", "", []],
      ["202", "Белов Борис", "", "", [["31", "4", "4", 2]]],
      ["203", "Власова Вера", "2026-11-04", "", []],
    ],
    marks: [[0, 0, 0, "5", 1, ""], [1, 0, 0, "4", 1, "устно"], [0, 1, 0, "3", 2, ""]],
    absences: [[1, 1, "н", 0, 1]],
    personal: [],
    files: [],
    files_limit: [5, 20],
    plan: [[0, 31, "Степени", "№ 5", 0], [1, 32, "Корни", "№ 6, 7", 20], [2, 33, "Корни", "", 0]],
    criteria: [],
    locks: { closing: "", days: 0, pupils: [], deferred: [], opened: [], asked: [], decides: false },
    etag: '"one"',
    ...changes,
  };
}
