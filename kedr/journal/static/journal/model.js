/**
 * What the server told, with the teacher's unsent wishes laid over it. No DOM, no network.
 *
 * `rows` holds the server's word by key; `overlay` (the queue) answers for what is still on its way. Versions only grow,
 * so an old answer that arrives late never turns a row back.
 *
 * @import { Data, HomeworkFile, Lesson, Lock, Offer, Opening, Pupil, Row, WorkKind } from "./types.js"
 */

import { broughtBy, freedWhy } from "./apart.js";
import { lockWords } from "./locks.js";
import { filesOf, otherFiles } from "./set.js";
import { NOTHING, address, key } from "./rows.js";
import { ABSENT } from "./rules.js";
import { daysLater } from "./words.js";

const FLAG = { checked: 1, cancelled: 2, noHomework: 8, foreign: 16, late: 32, others: 64 };
const LACKING = { check: "посещаемости", topic: "темы", homework: "задания" };

export class Model {
  /**
   * The unsent fields of a row, if any. The queue sets it.
   * @type {(key: string) => Partial<Row> | undefined}
   */
  overlay = () => undefined;

  /** @type {Map<string, Row>} */
  rows = new Map();
  /** @type {Lesson[]} */
  lessons = [];
  /** @type {Pupil[]} */
  pupils = [];
  /** @type {WorkKind[]} */
  kinds = [];
  /** @type {Map<string, number>} */
  lessonAt = new Map();
  /** @type {Map<string, number>} */
  pupilAt = new Map();
  etag = "";
  shape = "";
  /** @type {Map<string, HomeworkFile[]>} by the key of homework */
  files = new Map();
  /** @type {Map<string, Offer>} by lesson */
  #plan = new Map();
  /** @type {Map<string, number>} the number of works of a lesson that are seen so far */
  #slots = new Map();

  /** @param {Data} data */
  constructor(data) {
    this.data = data;
    this.#place(data);
    this.#take(data);
  }

  /** @param {Data} data */
  #place(data) {
    this.data = data;
    this.etag = data.etag;
    this.shape = shapeOf(data);
    this.lessons = data.lessons.map(([id, date, number, starts, ends, room, teacher, flags, , , , , , , change]) => ({
      id, date, number, starts, ends, room, teacher, change,
      cancelled: (flags & FLAG.cancelled) > 0,
      late: (flags & FLAG.late) > 0,
      others: (flags & FLAG.others) > 0,
      foreign: (flags & FLAG.foreign) > 0,
    }));
    this.pupils = data.pupils.map(([id, name, since, until]) => ({ id, name, since, until }));
    this.kinds = data.kinds.map(([id, code, name, letter, weight, isControl, isRetired, doubles]) => ({
      id, code, name, letter, weight, isControl: Boolean(isControl), isRetired: Boolean(isRetired), doubles: Boolean(doubles),
    }));
    this.lessonAt = new Map(this.lessons.map((lesson, index) => [lesson.id, index]));
    this.pupilAt = new Map(this.pupils.map((pupil, index) => [pupil.id, index]));
    this.#plan = new Map(data.plan.map(([at, number, topic, homework, minutes]) => [
      this.lessons[at]?.id ?? "", { number, topic, homework, minutes },
    ]));
  }

  /**
   * Puts in a row of the server unless ours is newer or still has an unsent wish.
   * @param {Set<string>} changed
   * @param {string} name
   * @param {number} version
   * @param {Partial<Row>} fields
   */
  #put(changed, name, version, fields) {
    const ours = this.rows.get(name);
    if (this.overlay(name) || version < (ours?.version ?? 0)) return;
    const row = { ...NOTHING, ...fields, version };
    if (ours && /** @type {(keyof Row)[]} */ (Object.keys(row)).every((field) => ours[field] === row[field])) return;
    this.rows.set(name, row);
    changed.add(name);
  }

  /** @param {Data} data */
  #take(data) {
    /** @type {Set<string>} */
    const changed = new Set();
    for (const lesson of data.lessons) {
      const [id, , , , , , , flags, topic, topicVersion, checkVersion, homework, due, homeworkVersion, , minutes, late] = lesson;
      this.#put(changed, key.topic(id), topicVersion, { value: topic });
      this.#put(changed, key.check(id), checkVersion, { checked: (flags & FLAG.checked) > 0 });
      const none = (flags & FLAG.noHomework) > 0;
      this.#put(changed, key.homework(id), homeworkVersion, { value: homework, due, none, minutes, late });
    }
    for (const [lesson, pupil, value, due, minutes, version, late] of data.personal) {
      const name = key.homework(data.lessons[lesson]?.[0] ?? "", data.pupils[pupil]?.[0]);
      this.#put(changed, name, version, { value, due, minutes, late });
    }
    const files = filesOf(data);
    for (const name of otherFiles(this.files, files)) changed.add(name);
    this.files = files;
    for (const [, lesson, slot, kind, weight, title, version, double] of data.works) {
      const id = data.lessons[lesson]?.[0] ?? "";
      this.noteSlot(id, slot);
      this.#put(changed, key.work(id, slot), version, { kind: data.kinds[kind]?.[0] ?? "", weight, title, double: Boolean(double) });
    }
    for (const [lesson, pupil, slot, value, version, comment, due = ""] of data.marks) {
      const id = data.lessons[lesson]?.[0] ?? "";
      this.noteSlot(id, slot);
      this.#put(changed, key.mark(id, data.pupils[pupil]?.[0] ?? "", slot), version, { value, comment, due });
    }
    for (const [lesson, pupil, value, minutes, version] of data.absences) {
      const name = key.attendance(data.lessons[lesson]?.[0] ?? "", data.pupils[pupil]?.[0] ?? "");
      this.#put(changed, name, version, { value, minutes });
    }
    for (const [id, , , , results] of data.pupils) {
      const now = results.find(([period]) => period === data.period.id);
      if (now) this.#put(changed, key.result(id), now[3], { value: now[1] });
    }
    return changed;
  }

  /**
   * Takes newer data in. Gives the keys that changed, or "shape" when lessons or pupils did and all must be drawn anew.
   * @param {Data} data
   * @returns {Set<string> | "shape"}
   */
  merge(data) {
    const before = this.shape;
    this.#place(data);
    const changed = this.#take(data);
    return before === this.shape ? changed : "shape";
  }

  /** @param {string} name @returns {Row} what the teacher should see */
  row(name) {
    const base = this.rows.get(name) ?? NOTHING;
    const over = this.overlay(name);
    return over ? { ...base, ...over } : base;
  }

  /** @param {string} name */
  version(name) {
    return this.rows.get(name)?.version ?? 0;
  }

  /**
   * The server's new word on one row.
   * @param {string} name
   * @param {Partial<Row>} fields
   * @param {number} version
   */
  settle(name, fields, version) {
    if (version < this.version(name)) return;
    this.rows.set(name, { ...(this.rows.get(name) ?? NOTHING), ...fields, version });
  }

  /** @param {string} lesson @param {number} slot */
  noteSlot(lesson, slot) {
    if (slot >= this.slots(lesson)) this.#slots.set(lesson, slot + 1);
  }

  /** @param {string} lesson how many marks a cell of this lesson may show */
  slots(lesson) {
    return this.#slots.get(lesson) ?? 1;
  }

  /** The kind a mark gets when the lesson has no work yet. */
  get plainKind() {
    return this.kinds.find((kind) => kind.code === "ОУ") ?? this.kinds[0];
  }

  /**
   * The work of a slot; a work that is not made yet looks like a plain answer.
   * @param {string} lesson
   * @param {number} slot
   * @returns {{kind: WorkKind | undefined, weight: number, title: string, double: boolean, version: number}}
   */
  work(lesson, slot) {
    const row = this.row(key.work(lesson, slot));
    const kind = this.kinds.find(({ id }) => id === row.kind) ?? this.plainKind;
    return { kind, weight: row.kind ? row.weight : (kind?.weight ?? 100), title: row.title, double: row.double, version: row.version };
  }

  /**
   * Words of a mark beside an absence, where the school wants them.
   * @param {Lesson} lesson
   * @param {Pupil} pupil
   */
  beside(lesson, pupil) {
    const { value } = this.row(key.attendance(lesson.id, pupil.id));
    if (!this.data.beside || !ABSENT.has(value)) return "";
    return this.marks(lesson.id, pupil.id).some((mark) => mark.value) ? `отметка рядом с «${value}»` : "";
  }

  /**
   * Marks of a cell, empty ones too, by slot.
   * @param {string} lesson
   * @param {string} pupil
   */
  marks(lesson, pupil) {
    const slots = this.slots(lesson);
    /** @type {Row[]} */
    const rows = [];
    for (let slot = 0; slot < slots; slot += 1) rows.push(this.row(key.mark(lesson, pupil, slot)));
    return rows;
  }

  /** @param {string} pupil */
  brought(pupil) {
    return broughtBy(this.data, pupil);
  }

  /** The day a debt given now is due by. */
  get debtDue() {
    return daysLater(this.data.today, this.data.debts[0]);
  }

  /** @param {Lesson} lesson @param {Pupil} pupil whether the pupil was in the class that day */
  isMember(lesson, pupil) {
    return !(pupil.since && lesson.date < pupil.since) && !(pupil.until && lesson.date >= pupil.until)
      && !this.freed(pupil, lesson.date);
  }

  /** @param {Pupil} pupil @param {string} [date] */
  freed(pupil, date) {
    return freedWhy(this.data, pupil.id, date);
  }

  /**
   * Why a cell (or, without a pupil, a lesson) cannot be written; "" when it can.
   * @param {Lesson} lesson
   * @param {Pupil} [pupil]
   */
  closed(lesson, pupil) {
    if (!this.data.can_write) return "Журнал открыт вам только для чтения";
    if (lesson.cancelled) return "Урок отменён";
    const lock = this.lock(lesson, pupil);
    if (lock) return lockWords(lock, this.data);
    if (pupil && lesson.date > this.data.today) return "Урок ещё не прошёл"; // facts come on the day
    if (pupil && this.freed(pupil, lesson.date)) return `Здесь только итоги: ${this.freed(pupil, lesson.date)}`;
    if (pupil && !this.isMember(lesson, pupil)) return "В этот день ученик не был в классе";
    return "";
  }

  /**
   * What locks a cell, a lesson, or (without a lesson) the result of a pupil; the server judges by the same order.
   * @param {Lesson | undefined} lesson
   * @param {Pupil} [pupil]
   * @returns {Lock}
   */
  lock(lesson, pupil) {
    const { closing, pupils } = this.data.locks;
    if (lesson?.others) return "others";
    if (closing === "year") return "year";
    if (pupil && pupils.includes(pupil.id)) return "pupil";
    if (this.opening(lesson) || (!lesson && pupil && closing === "period" && this.deferred(pupil))) return "";
    return closing || (lesson?.late ? "late" : "");
  }

  /** @param {Pupil} pupil the day their result is put off to; "" when it is not */
  deferred(pupil) {
    return this.data.locks.deferred.find(([id]) => id === pupil.id)?.[1] ?? "";
  }

  /**
   * The window that is open for a lesson, or (without one) for the results.
   * @param {Lesson | undefined} lesson
   * @returns {Opening | undefined}
   */
  opening(lesson) {
    const found = this.data.locks.opened.find(([, of]) => of === "" || of === lesson?.id);
    return found && { id: found[0], until: found[2], reason: found[3] };
  }

  /**
   * The window without which this could not be written: such a change says why.
   * @param {Lesson | undefined} lesson
   * @returns {Opening | undefined}
   */
  neededOpening(lesson) {
    return this.data.locks.closing || lesson?.late ? this.opening(lesson) : undefined;
  }

  /**
   * Why the result of a pupil cannot be written; "" when it can.
   * @param {Pupil} pupil
   */
  resultClosed(pupil) {
    if (!this.data.can_write || this.lessons.some(({ others }) => others)) return "Итоги выставляет учитель предмета";
    const lock = this.lock(undefined, pupil);
    return lock && lockWords(lock, this.data);
  }

  /** @param {Lesson} lesson @returns {string[]} what a past lesson still lacks, in words of the genitive */
  lacks(lesson) {
    if (lesson.cancelled || lesson.date >= this.data.today) return [];
    const homework = this.row(key.homework(lesson.id));
    const has = {
      check: this.row(key.check(lesson.id)).checked,
      topic: this.row(key.topic(lesson.id)).value,
      homework: homework.value || homework.none,
    };
    return this.data.asks.filter((name) => !has[name]).map((name) => LACKING[name]);
  }

  /**
   * Whom the lesson counts: members of that day, with their attendance.
   * @param {Lesson} lesson
   */
  roll(lesson) {
    return this.pupils
      .filter((pupil) => this.isMember(lesson, pupil))
      .map((pupil) => ({ pupil, attendance: this.row(key.attendance(lesson.id, pupil.id)) }));
  }

  /** @param {string} lesson @returns {Offer | undefined} what the lesson plan has for it */
  plan(lesson) {
    return this.#plan.get(lesson);
  }

  /** The lesson to begin with: today's, else the last past one, else the first. */
  get startAt() {
    const { today } = this.data;
    const now = this.lessons.findIndex(({ date, cancelled }) => date === today && !cancelled);
    if (now >= 0) return now;
    const past = this.lessons.findLastIndex(({ date }) => date <= today);
    return Math.max(0, past);
  }

  /**
   * The words of a place: «Ким Мария, 4 сентября».
   * @param {string} name
   */
  place(name) {
    const { lesson, pupil } = address(name);
    return {
      lesson: this.lessons[this.lessonAt.get(lesson) ?? -1],
      pupil: this.pupils[this.pupilAt.get(pupil) ?? -1],
    };
  }
}

/**
 * What makes the table's shape: when it differs, the table is drawn anew.
 * @param {Data} data
 */
function shapeOf(data) {
  return JSON.stringify([
    data.lessons.map(([id, date, number, starts, ends, room, teacher, flags, , , , , , , change]) =>
      [id, date, number, starts, ends, room, teacher, flags & ~(FLAG.checked | FLAG.noHomework), change]),
    data.pupils.map(([id, name, since, until]) => [id, name, since, until]),
    data.period, data.can_write, data.plan, data.locks, data.debts, data.beside, data.scale, data.levels, data.thresholds, data.enough, data.brought, data.freed,
  ]);
}
