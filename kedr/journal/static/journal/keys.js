/**
 * The keyboard of the table. Values come first: a digit or a letter writes at once and the cursor stays; Enter or ↓ goes
 * to the next pupil, Tab or → to the next lesson. A second digit within 0.8 s adds a second mark; later it replaces.
 *
 * @import { Cell, Journal } from "./acts.js"
 * @import { JournalGrid } from "./grid.js"
 */

import { ResultKeys } from "./resultkeys.js";
import { key as rowKey } from "./rows.js";
import { entered, isMark, markWords, parseTable, parts } from "./rules.js";
import { cellText } from "./table.js";
import { NEXT_DIGIT_MS, Typing } from "./typing.js";

const PAGE_ROWS = 10;

/**
 * @typedef {object} Doors what the keyboard opens
 * @property {(text: string) => void} say
 * @property {(cell: Cell) => void} refuse says why a cell cannot be written
 * @property {(cell: Cell, focus: "marks" | "comment", typed?: string) => void} openCell
 * @property {(row: number) => void} openResult
 * @property {(key: string) => void} openChoice
 * @property {(row: number) => void} openPupil
 * @property {() => void} openFind
 * @property {() => void} openHelp
 * @property {(table: string[][]) => void} openPaste
 * @property {() => void} leave to the lesson card
 * @property {() => void} allPresent
 * @property {() => void} acceptAll takes the proposed results of the class
 * @property {() => "all" | "marks" | "absences"} view
 */

export class Keyboard {
  #grid;
  #doors;
  #typing = new Typing();
  #results;

  /**
   * @param {JournalGrid} grid
   * @param {Doors} doors
   */
  constructor(grid, doors) {
    this.#grid = grid;
    this.#doors = doors;
    this.#results = new ResultKeys(grid, doors, this.#typing);
    grid.addEventListener("keydown", (event) => {
      if (this.#onKey(event)) event.preventDefault();
    });
    grid.addEventListener("click", (event) => this.#onClick(event));
    grid.addEventListener("dblclick", () => this.#open("marks"));
    grid.addEventListener("copy", (event) => this.#onCopy(event));
    grid.addEventListener("paste", (event) => this.#onPaste(event));
  }

  /** @returns {Journal} */
  get #journal() {
    return this.#grid.journal;
  }

  /** @param {KeyboardEvent} event @returns {boolean} whether the key was ours */
  #onKey(event) {
    const command = event.ctrlKey || event.metaKey;
    if (event.altKey) return event.key === "Enter" && this.#open("comment");
    return this.#moves(event, command) || (command ? this.#commands(event) : this.#acts(event) || this.#writes(event));
  }

  /**
   * @param {KeyboardEvent} event
   * @param {boolean} command
   */
  #moves(event, command) {
    const { at, lastRow, lastCol } = this.#grid;
    const extend = event.shiftKey;
    switch (event.key) {
      case "ArrowDown":
        return this.#go(command ? lastRow : at.row + 1, at.col, extend);
      case "ArrowUp":
        return this.#go(command ? 0 : at.row - 1, at.col, extend, extend ? 0 : -1);
      case "ArrowLeft":
        return this.#go(at.row, command ? 0 : at.col - 1, extend, -1);
      case "ArrowRight":
        return this.#go(at.row, command ? lastCol - 3 : at.col + 1, extend, -1);
      case "Home":
        return this.#go(command ? 0 : at.row, 0, extend, -1);
      case "End":
        return this.#go(command ? lastRow : at.row, lastCol, extend, -1);
      case "PageDown":
        return this.#go(at.row + PAGE_ROWS, at.col, extend);
      case "PageUp":
        return this.#go(at.row - PAGE_ROWS, at.col, extend);
      case "Tab":
        return !command && this.#tab(event.shiftKey ? -1 : 1);
      default:
        return false;
    }
  }

  /**
   * @param {number} row
   * @param {number} col
   * @param {boolean} [extend]
   * @param {number} [top]
   */
  #go(row, col, extend = false, top = 0) {
    this.#typing.stop();
    this.#grid.go(row, col, { extend, top });
    return true;
  }

  /** Tab walks the row and leaves the table at its end, so the keyboard is never caught. @param {-1 | 1} step */
  #tab(step) {
    const { row, col } = this.#grid.at;
    const next = col + step;
    if (row < 0 || next < 0 || next > this.#grid.lastCol) return false;
    return this.#go(row, next);
  }

  /** @param {KeyboardEvent} event */
  #commands(event) {
    switch (event.code) {
      case "KeyZ":
        return this.#turn(event.shiftKey ? "redo" : "undo");
      case "KeyY":
        return this.#turn("redo");
      case "KeyD":
        return this.#fillDown();
      case "KeyA":
        this.#grid.go(0, 0);
        this.#grid.choose({ row: this.#grid.lastRow, col: this.#grid.lastCol });
        return true;
      case "Space":
        this.#grid.choose({ row: this.#grid.lastRow, col: this.#grid.at.col });
        return this.#go(0, this.#grid.at.col, true);
      default:
        return false;
    }
  }

  /** @param {KeyboardEvent} event */
  #acts(event) {
    const { at } = this.#grid;
    if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return this.#do(this.#doors.openHelp);
    switch (event.key) {
      case "Enter":
        return this.#enter(event.shiftKey);
      case "F2":
        return this.#open("marks");
      case "Escape":
        return this.#do(() => (this.#grid.corner ? this.#grid.choose(null) : this.#doors.leave()));
      case "Delete":
        return this.#clear();
      case "Backspace":
        return this.#takeLast();
      case "*":
        return this.#do(this.#doors.allPresent);
      case "/":
        return this.#do(() => this.#typing.slash(this.#here, this.#isDouble(0)) || this.#doors.openFind());
      case "=":
        return at.col === this.#grid.lastCol && this.#results.accept();
      case "+":
        return at.col === this.#grid.lastCol && this.#do(this.#doors.acceptAll);
      case " ":
        return this.#do(() => {
          if (at.col < 0) this.#doors.openPupil(at.row);
          else if (event.shiftKey) this.#grid.choose({ row: at.row, col: 0 });
        });
      default:
        return false;
    }
  }

  /** @param {() => void} act */
  #do(act) {
    act();
    return true;
  }

  /** @param {boolean} isUp */
  #enter(isUp) {
    const { at } = this.#grid;
    if (at.row < 0) return this.#do(this.#doors.leave);
    if (at.col < 0) return this.#do(() => this.#doors.openPupil(at.row));
    const conflict = this.#conflict();
    if (conflict) return this.#do(() => this.#doors.openChoice(conflict));
    if (at.col === this.#grid.lastCol && !isUp) this.#results.pass();
    return this.#go(at.row + (isUp ? -1 : 1), at.col);
  }

  /** @returns {string} the key of a conflict under the cursor */
  #conflict() {
    const cell = this.#grid.cell(this.#grid.at);
    const pupil = this.#journal.model.pupils[this.#grid.at.row];
    const names = cell
      ? [rowKey.attendance(cell.lesson.id, cell.pupil.id),
        ...this.#journal.model.marks(cell.lesson.id, cell.pupil.id).map((_, slot) => rowKey.mark(cell.lesson.id, cell.pupil.id, slot))]
      : this.#grid.at.col === this.#grid.lastCol && pupil ? [rowKey.result(pupil.id)] : [];
    return names.find((name) => this.#journal.queue.state(name) === "conflict") ?? "";
  }

  /** @param {"marks" | "comment"} focus */
  #open(focus) {
    const conflict = this.#conflict();
    const cell = this.#grid.cell(this.#grid.at);
    if (conflict) this.#doors.openChoice(conflict);
    else if (cell) this.#doors.openCell(cell, focus);
    else if (this.#grid.at.col === this.#grid.lastCol && this.#grid.at.row >= 0) this.#doors.openResult(this.#grid.at.row);
    return true;
  }

  /** @param {KeyboardEvent} event */
  #writes(event) {
    const sign = entered(event);
    if (!sign) return false;
    const { at, lastCol } = this.#grid;
    if (at.row < 0) return false;
    if (at.col === lastCol) return this.#results.type(sign.value, event.timeStamp);
    const cells = this.#openCells();
    if (!cells.length) return true;
    if (sign.type === "attendance") {
      this.#journal.write(cells.map((cell) => this.#journal.attendance(cell, sign.value)));
      this.#warn(cells);
      return true;
    }
    this.#writeMark(cells, sign.value, event.timeStamp);
    return true;
  }

  /**
   * @param {Cell[]} cells
   * @param {string} sign
   * @param {number} at
   */
  #writeMark(cells, sign, at) {
    const { scale } = this.#journal.model.data;
    const isDouble = (/** @type {number} */ slot) => this.#isDouble(slot);
    const isDigit = /^\d$/.test(sign);
    const [only, ...others] = cells;
    if (isDigit && scale === "criteria" && only && !others.length) return this.#doors.openCell(only, "marks", sign);
    if (!isDigit) this.#typing.stop();
    const { slot, value, grown } = isDigit
      ? this.#typing.digit(sign, at, { place: this.#here, scale, isDouble })
      : { slot: 0, value: sign, grown: false };
    if (!isMark(value, scale, isDouble(slot))) {
      this.#typing.stop();
      this.#doors.say(scale === "none" ? "Здесь отметок не ставят" : `«${value}» — не отметка. Можно: ${markWords(scale)}`);
      return;
    }
    const hold = isDigit && Typing.mayGrow(value, scale, isDouble(slot)) ? NEXT_DIGIT_MS : 0;
    this.#journal.write(cells.map((cell) => this.#journal.mark(cell, value, slot)), { hold, grown });
    this.#warn(cells);
  }

  /** The cell under the cursor, as a name. */
  get #here() {
    return `${this.#grid.at.row}:${this.#grid.at.col}`;
  }

  /** Whether the work of the cell under the cursor has two marks. @param {number} slot */
  #isDouble(slot) {
    const { lesson } = this.#grid.cell(this.#grid.at) ?? {};
    return lesson !== undefined && this.#journal.model.work(lesson.id, slot).double;
  }

  /** @param {Cell[]} cells */
  #warn([cell, ...others]) {
    const beside = cell && !others.length ? this.#journal.model.beside(cell.lesson, cell.pupil) : "";
    if (beside) this.#doors.say(`${cell?.pupil.name}: ${beside}`);
  }

  /** Chosen cells that may be written; says why when none may. @returns {Cell[]} */
  #openCells() {
    const cells = this.#grid.chosen;
    const open = cells.filter(({ lesson, pupil }) => !this.#journal.model.closed(lesson, pupil));
    const [first] = cells;
    if (!open.length && first) this.#doors.refuse(first);
    return open;
  }

  #clear() {
    this.#typing.stop();
    if (this.#grid.at.col === this.#grid.lastCol) return this.#results.clear();
    const view = this.#doors.view();
    this.#journal.write(this.#openCells().flatMap((cell) => this.#journal.clear(cell, view)));
    return true;
  }

  /** Backspace takes the last sign of the cell. */
  #takeLast() {
    if (this.#grid.at.col === this.#grid.lastCol) return this.#results.clear();
    this.#typing.stop();
    const edits = this.#openCells().flatMap((cell) => {
      const marks = this.#journal.model.marks(cell.lesson.id, cell.pupil.id);
      const slot = marks.findLastIndex(({ value }) => value !== "");
      if (slot < 0) return this.#journal.clear(cell, "absences");
      const value = marks[slot]?.value ?? "";
      const [first, second] = value.includes("/") ? parts(value) : []; // of two marks the second goes first
      return [this.#journal.mark(cell, second === undefined ? "" : String(first), slot)];
    });
    this.#journal.write(edits);
    return true;
  }

  /** Ctrl+D: a selection takes its top row; one cell takes what stands above it, and the cursor goes on. */
  #fillDown() {
    const { at, corner, lastRow } = this.#grid;
    const { model } = this.#journal;
    const open = this.#openCells();
    const top = corner ? Math.min(at.row, corner.row) : at.row - 1;
    const source = model.pupils[top];
    if (!source) return true;
    this.#journal.write(open.filter(({ pupil }) => pupil !== source)
      .flatMap((cell) => this.#journal.copy({ lesson: cell.lesson, pupil: source }, cell)));
    if (!corner) this.#go(Math.min(at.row + 1, lastRow), at.col);
    return true;
  }

  /** @param {"undo" | "redo"} way */
  #turn(way) {
    this.#typing.stop();
    const turned = this.#journal.turn(way);
    if (!turned) this.#doors.say(way === "undo" ? "Отменять больше нечего" : "Повторять больше нечего");
    else if (turned.left) this.#doors.say("Часть клеток уже изменил кто-то другой: они остались как есть");
    const { lesson, pupil } = this.#journal.model.place(turned?.keys[0] ?? "");
    if (!pupil) return true;
    const row = this.#journal.model.pupilAt.get(pupil.id) ?? 0;
    const col = lesson ? (this.#journal.model.lessonAt.get(lesson.id) ?? 0) : this.#grid.lastCol;
    return this.#go(row, col);
  }

  /** @param {MouseEvent} event */
  #onClick(event) {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest("button");
    if (button?.dataset.pupil) this.#doors.openPupil(Number(button.dataset.pupil));
    else if (!button && this.#conflict() && event.detail === 1) this.#doors.openChoice(this.#conflict());
  }

  /** @param {ClipboardEvent} event */
  #onCopy(event) {
    /** @type {Map<string, string[]>} */
    const rows = new Map();
    for (const { lesson, pupil } of this.#grid.chosen) {
      rows.set(pupil.id, [...(rows.get(pupil.id) ?? []), cellText(this.#journal, lesson, pupil)]);
    }
    if (!rows.size) return;
    event.clipboardData?.setData("text/plain", [...rows.values()].map((cells) => cells.join("\t")).join("\n"));
    event.preventDefault();
  }

  /** @param {ClipboardEvent} event */
  #onPaste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text && this.#grid.cell(this.#grid.at)) this.#doors.openPaste(parseTable(text));
    event.preventDefault();
  }
}
