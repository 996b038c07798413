/**
 * What a teacher does in the journal, named as teachers name it. Each act is one step of undo.
 *
 * @import { Data, Edit, Lesson, Opening, Pupil, Row } from "./types.js"
 */

import { Model } from "./model.js";
import { Queue } from "./queue.js";
import { key } from "./rows.js";

/** @typedef {{lesson: Lesson, pupil: Pupil}} Cell */
/** @typedef {{edit: Edit, before: Partial<Row>}[]} Step */

const UNDO_STEPS = 200;

export class Journal {
  /** @type {Step[]} */
  #done = [];
  /** @type {Step[]} */
  #undone = [];
  /** @type {((keys: Set<string>) => void)[]} */
  #listeners = [];
  /** @type {(() => void)[]} */
  #reshaped = [];
  /** @type {Map<string, string>} the reason given for each window */
  #why = new Map();

  /** @type {(opening: Opening, then: (reason: string) => void) => void} asks why a locked record is changed */
  onWhy = () => {};
  /** @type {(period: string, lesson: string, reason: string) => Promise<string>} asks to open the journal */
  ask = () => Promise.resolve("");
  /** @type {import("./server.js").Server | null} for what needs a connection: files, the load of a day */
  remote = null;
  /** @type {(id: string) => string} a reason given on another page of this tab */
  whyBefore = () => "";

  /**
   * @param {Data} data
   * @param {import("./queue.js").Ground["send"]} send
   */
  constructor(data, send) {
    this.model = new Model(data);
    const { model } = this;
    this.queue = new Queue({
      send,
      version: (name) => model.version(name),
      row: (name) => model.row(name),
      settle: (name, fields, version) => model.settle(name, fields, version),
      place: { course: data.course, period: data.period.id },
      why: (edit) => this.#why.get(this.#neededBy(edit)?.id ?? "") ?? "",
    });
    model.overlay = (name) => this.queue.fields(name);
    this.queue.onChange = (keys) => this.#tell(keys);
  }

  /** @param {(keys: Set<string>) => void} listener hears which rows look different now */
  onChange(listener) {
    this.#listeners.push(listener);
  }

  /** @param {() => void} listener hears that lessons or pupils are others now */
  onReshape(listener) {
    this.#reshaped.push(listener);
  }

  /** @param {Set<string>} keys */
  #tell(keys) {
    for (const listener of this.#listeners) listener(keys);
  }

  /** @param {Edit} edit @returns {Opening | undefined} */
  #neededBy(edit) {
    return this.model.neededOpening(this.model.lessons[this.model.lessonAt.get(edit.lesson ?? "") ?? -1]);
  }

  /**
   * Whether these edits may go on; else asks for the reason first, and does `then` once it is given.
   * @param {Edit[]} edits
   * @param {() => void} then
   */
  #mayGo(edits, then) {
    for (const edit of edits) {
      const opening = this.#neededBy(edit);
      if (!opening || this.#why.has(opening.id)) continue;
      const before = this.whyBefore(opening.id);
      if (before) {
        this.#why.set(opening.id, before);
        continue;
      }
      this.onWhy(opening, (reason) => {
        this.#why.set(opening.id, reason);
        then();
      });
      return false;
    }
    return true;
  }

  /**
   * Does something to a lesson that does not go through the queue, once the reason is given where one is needed.
   * @param {Lesson} lesson
   * @param {() => void} then
   */
  mayChange(lesson, then) {
    if (this.#mayGo([{ key: key.homework(lesson.id), kind: "homework", lesson: lesson.id, fields: {} }], then)) then();
  }

  /** @param {Lesson} lesson @returns {string} the reason given for the window it is changed in, "" without one */
  reasonFor(lesson) {
    return this.#why.get(this.model.neededOpening(lesson)?.id ?? "") ?? "";
  }

  /** Takes in what stands on the server now. */
  async reread() {
    const data = await this.remote?.data(this.model.data.period.id, "");
    if (data && data.me === this.model.data.me) this.merge(data);
  }

  /** @param {Data} data newer data of the server */
  merge(data) {
    const changed = this.model.merge(data);
    if (changed === "shape") for (const listener of this.#reshaped) listener();
    else if (changed.size) this.#tell(changed);
  }

  /**
   * Does the edits as one step.
   * @param {Edit[]} edits
   * @param {{undo?: boolean, hold?: number, grown?: boolean}} [options] `hold`: it may yet change, so it is sent after that
   *   many milliseconds; `grown`: it goes on with the step before, which undo takes back as one
   */
  write(edits, { undo = true, hold = 0, grown = false } = {}) {
    /** @type {Step} */
    const step = [];
    for (const edit of edits) {
      const row = this.model.row(edit.key);
      const names = /** @type {(keyof Row)[]} */ (Object.keys(edit.fields));
      if (names.every((name) => row[name] === edit.fields[name])) continue;
      step.push({ edit, before: Object.fromEntries(names.map((name) => [name, row[name]])) });
      if (edit.lesson && edit.slot !== undefined) this.model.noteSlot(edit.lesson, edit.slot);
    }
    if (!step.length) return false;
    if (!this.#mayGo(step.map(({ edit }) => edit), () => this.write(edits, { undo, hold, grown }))) return true;
    const before = this.#done.at(-1);
    if (grown && before?.length === step.length && before.every(({ edit }, at) => edit.key === step[at]?.edit.key)) {
      before.forEach((one, at) => Object.assign(one, { edit: step[at]?.edit }));
    } else if (undo) {
      this.#done.push(step);
      this.#done.splice(0, this.#done.length - UNDO_STEPS);
      this.#undone = [];
    }
    this.queue.put(step.map(({ edit }) => edit), hold);
    return true;
  }

  /** @param {"undo" | "redo"} way @returns {{keys: string[], left: number} | null} null: nothing to take back */
  turn(way) {
    const [from, to] = way === "undo" ? [this.#done, this.#undone] : [this.#undone, this.#done];
    const step = from.at(-1);
    if (!step) return null;
    if (!this.#mayGo(step.map(({ edit }) => edit), () => this.turn(way))) return { keys: [], left: 0 };
    from.pop();
    /** @type {Step} */
    const back = [];
    for (const { edit, before } of step) {
      const row = this.model.row(edit.key);
      const names = /** @type {(keyof Row)[]} */ (Object.keys(edit.fields));
      const { base: _base, reason: _reason, ...bare } = edit;
      // what somebody changed since is theirs: it stays
      if (!names.every((name) => row[name] === edit.fields[name])) continue;
      back.push({ edit: { ...bare, fields: before }, before: edit.fields });
      if (edit.kind === "mark" && before.comment) {
        back.push({ edit: { ...bare, kind: "comment", fields: { comment: before.comment } }, before: {} });
      }
    }
    if (back.length) {
      to.push(back);
      this.queue.put(back.map(({ edit }) => edit));
    }
    return { keys: back.map(({ edit }) => edit.key), left: step.length - back.length };
  }

  /**
   * @param {Cell} cell
   * @param {string} value
   * @param {number} [slot]
   * @param {string} [day] of a debt; by default the one that stands, or as many days from now as the school gives
   * @returns {Edit}
   */
  mark({ lesson, pupil }, value, slot = 0, day = "") {
    const name = key.mark(lesson.id, pupil.id, slot);
    const due = value === "." ? day || this.model.row(name).due || this.model.debtDue : "";
    // a mark taken away takes its comment along
    const fields = value ? { value, due } : { value, due, comment: "" };
    return { key: name, kind: "mark", lesson: lesson.id, pupil: pupil.id, slot, fields };
  }

  /**
   * @param {Cell} cell
   * @param {string} comment
   * @param {number} slot
   * @returns {Edit}
   */
  comment({ lesson, pupil }, comment, slot) {
    const name = key.mark(lesson.id, pupil.id, slot);
    return { key: name, kind: "comment", lesson: lesson.id, pupil: pupil.id, slot, fields: { comment } };
  }

  /**
   * @param {Cell} cell
   * @param {string} value
   * @param {number} [minutes]
   * @returns {Edit}
   */
  attendance({ lesson, pupil }, value, minutes = 0) {
    const name = key.attendance(lesson.id, pupil.id);
    return { key: name, kind: "attendance", lesson: lesson.id, pupil: pupil.id, fields: { value, minutes } };
  }

  /**
   * @param {Pupil} pupil
   * @param {string} value
   * @returns {Edit}
   */
  result(pupil, value) {
    return { key: key.result(pupil.id), kind: "result", pupil: pupil.id, fields: { value } };
  }

  /**
   * @param {Lesson} lesson
   * @param {boolean} checked
   * @returns {Edit}
   */
  check(lesson, checked) {
    return { key: key.check(lesson.id), kind: "check", lesson: lesson.id, fields: { checked } };
  }

  /**
   * @param {Lesson} lesson
   * @param {string} value
   * @param {number} [base] the version that the writer began from
   * @returns {Edit}
   */
  topic(lesson, value, base) {
    return { key: key.topic(lesson.id), kind: "topic", lesson: lesson.id, fields: { value }, ...given(base) };
  }

  /**
   * @param {Lesson} lesson
   * @param {{value: string, due: string, none: boolean, minutes?: number}} fields
   * @param {number} [base]
   * @param {string} [pupil] whose alone it is
   * @returns {Edit}
   */
  homework(lesson, fields, base, pupil) {
    const whose = pupil ? { pupil } : {};
    return { key: key.homework(lesson.id, pupil), kind: "homework", lesson: lesson.id, ...whose, fields, ...given(base) };
  }

  /**
   * @param {Lesson} lesson
   * @param {number} slot
   * @param {{kind: string, title: string, double: boolean}} fields
   * @returns {Edit}
   */
  work(lesson, slot, fields) {
    const weight = this.model.kinds.find(({ id }) => id === fields.kind)?.weight ?? 100;
    return { key: key.work(lesson.id, slot), kind: "work", lesson: lesson.id, slot, fields: { ...fields, weight } };
  }

  /**
   * Empties a cell: its marks, its absence or both.
   * @param {Cell} cell
   * @param {"all" | "marks" | "absences"} what
   * @returns {Edit[]}
   */
  clear(cell, what) {
    const marks = this.model.marks(cell.lesson.id, cell.pupil.id);
    /** @type {Edit[]} */
    const edits = what === "absences" ? [] : marks.flatMap(({ value }, slot) => (value ? [this.mark(cell, "", slot)] : []));
    const absent = this.model.row(key.attendance(cell.lesson.id, cell.pupil.id)).value;
    if (absent && what !== "marks") edits.push(this.attendance(cell, ""));
    return edits;
  }

  /**
   * The edits that make a cell look like another.
   * @param {Cell} from
   * @param {Cell} to
   * @returns {Edit[]}
   */
  copy(from, to) {
    const marks = this.model.marks(from.lesson.id, from.pupil.id);
    const absence = this.model.row(key.attendance(from.lesson.id, from.pupil.id));
    return [
      ...marks.flatMap(({ value }, slot) => (value ? [this.mark(to, value, slot)] : [])),
      ...(absence.value ? [this.attendance(to, absence.value, absence.minutes)] : []),
    ];
  }

  /** The lesson for which homework is due unless the teacher says otherwise. @param {Lesson} lesson */
  nextLesson(lesson) {
    const at = this.model.lessonAt.get(lesson.id) ?? -1;
    return this.model.lessons.find(({ cancelled, date }, index) => index > at && !cancelled && date > lesson.date)?.id ?? "";
  }
}

/** @param {number | undefined} base */
function given(base) {
  return base === undefined ? {} : { base };
}
