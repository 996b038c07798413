/**
 * The table of marks. Drawn once; afterwards only the cells that changed are touched. It owns the place of the cursor
 * and the selection; what keys do is in `keys.js`.
 *
 * Columns of the cursor: −1 the name, then the lessons, then mean, absences, result. Row −1 is the header of days.
 *
 * @import { Cell, Journal } from "./acts.js"
 */

import { address, key } from "./rows.js";
import { cellLook, columnLook, dayHtml, kindHtml, summaryLook, tableHtml } from "./table.js";
import { monday } from "./words.js";

/** @typedef {{row: number, col: number}} Place */

export class JournalGrid extends HTMLElement {
  /** @type {Journal} */
  #journal = /** @type {any} */ (null);
  /** @type {HTMLTableElement} */
  #table = /** @type {any} */ (null);
  /** @type {HTMLTableRowElement[]} */
  #rows = [];
  /** @type {Place} */
  at = { row: 0, col: 0 };
  /** @type {Place | null} the other corner of the selection */
  corner = null;
  /** @type {HTMLElement[]} */
  #chosen = [];

  /** @type {(lesson: number) => void} the cursor came to another lesson */
  onLesson = () => {};

  /** @param {Journal} journal */
  start(journal) {
    this.#journal = journal;
    this.at = { row: 0, col: journal.model.startAt };
    this.draw();
    this.showWeek(this.at.col);
    journal.onChange((keys) => this.#paint(keys));
    journal.onReshape(() => this.#redraw());
    this.addEventListener("mousedown", (event) => this.#press(event));
    this.addEventListener("focusin", (event) => this.#follow(event));
  }

  get journal() {
    return this.#journal;
  }

  get lastRow() {
    return this.#journal.model.pupils.length - 1;
  }

  get lastCol() {
    return this.#journal.model.lessons.length + 2;
  }

  draw() {
    const { model } = this.#journal;
    this.style.setProperty("--rows", String(Math.max(1, model.pupils.length)));
    this.style.setProperty("--columns", String(model.lessons.length));
    this.innerHTML = tableHtml(this.#journal);
    this.#table = /** @type {HTMLTableElement} */ (this.firstElementChild);
    this.#rows = [...(this.#table.tBodies[0]?.rows ?? [])];
    this.#chosen = [];
    this.#tabStop(this.cellAt(this.at), 0);
    this.#markRow();
  }

  /** Lessons or pupils changed: keeps the cursor at its pupil and lesson. */
  #redraw() {
    const focused = this.contains(document.activeElement);
    const { lesson, pupil } = this.#lastSeen ?? {};
    const { model } = this.#journal;
    const col = lesson ? model.lessonAt.get(lesson) : undefined;
    const row = pupil ? model.pupilAt.get(pupil) : undefined;
    this.at = { row: Math.min(row ?? this.at.row, this.lastRow), col: Math.min(col ?? this.at.col, this.lastCol) };
    this.corner = null;
    this.draw();
    if (focused) this.cellAt(this.at)?.focus();
    this.onLesson(this.lesson);
  }

  /** @type {{lesson: string | undefined, pupil: string | undefined} | null} */
  #lastSeen = null;

  /** The index of the lesson whose card is shown. */
  get lesson() {
    return Math.min(Math.max(this.at.col, 0), this.#journal.model.lessons.length - 1);
  }

  /** @param {Place} place @returns {HTMLElement | null} what takes the focus there */
  cellAt({ row, col }) {
    if (row < 0) {
      const cells = this.#table.tHead?.rows[1]?.cells;
      return cells?.[Math.min(Math.max(col, 0), cells.length - 1)]?.querySelector("button") ?? null;
    }
    const cell = this.#rows[row]?.cells[col + 1];
    return (col < 0 ? cell?.querySelector("button") : cell) ?? null;
  }

  /** @param {Place} place @returns {Cell | null} null outside the marks */
  cell({ row, col }) {
    const lesson = this.#journal.model.lessons[col];
    const pupil = this.#journal.model.pupils[row];
    return lesson && pupil ? { lesson, pupil } : null;
  }

  /** @param {Element} element @returns {Place | null} */
  placeOf(element) {
    const cell = element.closest("td, th");
    if (!(cell instanceof HTMLTableCellElement)) return null;
    const row = cell.parentElement;
    if (!(row instanceof HTMLTableRowElement)) return null;
    if (row.parentElement === this.#table.tHead) {
      return row.rowIndex === 1 ? { row: -1, col: cell.cellIndex } : null;
    }
    return { row: row.sectionRowIndex, col: cell.cellIndex - 1 };
  }

  /** Cells of the selection, or the one under the cursor. @returns {Cell[]} */
  get chosen() {
    const { at, corner } = this;
    const other = corner ?? at;
    /** @type {Cell[]} */
    const cells = [];
    for (let col = Math.min(at.col, other.col); col <= Math.max(at.col, other.col); col += 1) {
      for (let row = Math.min(at.row, other.row); row <= Math.max(at.row, other.row); row += 1) {
        const cell = this.cell({ row, col });
        if (cell) cells.push(cell);
      }
    }
    return cells;
  }

  /**
   * Moves the cursor; never over the edge.
   * @param {number} row
   * @param {number} col
   * @param {{extend?: boolean, top?: number}} [options] `top`: the highest row allowed, −1 for the header
   */
  go(row, col, { extend = false, top = 0 } = {}) {
    const corner = extend ? (this.corner ?? this.at) : null;
    const place = {
      row: Math.min(Math.max(row, top), this.lastRow),
      col: Math.min(Math.max(col, row < 0 ? 0 : -1), row < 0 ? this.#journal.model.lessons.length - 1 : this.lastCol),
    };
    this.corner = corner;
    this.#move(place);
    this.cellAt(place)?.focus();
    this.#markChosen();
  }

  /** @param {Place | null} corner */
  choose(corner) {
    this.corner = corner;
    this.#markChosen();
  }

  /** @param {Place} place */
  #move(place) {
    const before = this.lesson;
    this.#tabStop(this.cellAt(this.at), -1);
    this.#unmarkRow();
    this.at = place;
    this.#tabStop(this.cellAt(place), 0);
    this.#markRow();
    const { lesson, pupil } = this.cell({ row: place.row, col: this.lesson }) ?? {};
    this.#lastSeen = { lesson: lesson?.id, pupil: pupil?.id };
    if (this.lesson !== before) this.onLesson(this.lesson);
  }

  /** @param {HTMLElement | null} element @param {number} value */
  #tabStop(element, value) {
    if (element) element.tabIndex = value;
  }

  #unmarkRow() {
    this.#rows[this.at.row]?.classList.remove("is-row");
    this.#dayCell(this.lesson)?.classList.remove("is-col");
  }

  #markRow() {
    this.#rows[this.at.row]?.classList.add("is-row");
    this.#dayCell(this.lesson)?.classList.add("is-col");
  }

  /** @param {number} lesson */
  #dayCell(lesson) {
    return this.#table.tHead?.rows[1]?.cells[lesson];
  }

  #markChosen() {
    for (const element of this.#chosen) {
      element.classList.remove("is-chosen");
      element.removeAttribute("aria-selected");
    }
    this.#chosen = this.corner ? this.chosen.flatMap(({ lesson, pupil }) => this.#element(lesson.id, pupil.id) ?? []) : [];
    for (const element of this.#chosen) {
      element.classList.add("is-chosen");
      element.setAttribute("aria-selected", "true");
    }
  }

  /** @param {MouseEvent} event */
  #press(event) {
    const place = event.target instanceof Element ? this.placeOf(event.target) : null;
    if (!place || event.button !== 0) return;
    if (event.shiftKey && place.row >= 0) {
      event.preventDefault();
      this.go(place.row, place.col, { extend: true });
    } else if (this.corner) this.choose(null);
  }

  /** Focus came by mouse, by touch or by a reader's own keys. @param {FocusEvent} event */
  #follow(event) {
    const place = event.target instanceof Element ? this.placeOf(event.target) : null;
    if (place && (place.row !== this.at.row || place.col !== this.at.col)) this.#move(place);
  }

  /** Puts the current week at the right edge of the sheet. @param {number} col */
  showWeek(col) {
    const { lessons } = this.#journal.model;
    const here = lessons[col];
    const region = this.closest(".grid-region");
    if (!here || !region) return;
    const last = lessons.findLastIndex(({ date }) => monday(date) === monday(here.date));
    const cell = this.#rows[0]?.cells[last + 1];
    const mean = this.#rows[0]?.cells[lessons.length + 1];
    if (!cell || !mean) return;
    const narrow = getComputedStyle(mean).position !== "sticky";
    const right = narrow ? region.getBoundingClientRect().right : mean.getBoundingClientRect().left;
    region.scrollLeft += cell.getBoundingClientRect().right - right + 1;
  }

  /**
   * @param {string} lesson
   * @param {string} pupil
   */
  #element(lesson, pupil) {
    const { lessonAt, pupilAt } = this.#journal.model;
    const cell = this.#rows[pupilAt.get(pupil) ?? -1]?.cells[(lessonAt.get(lesson) ?? -2) + 1];
    return cell ?? null;
  }

  /** @param {Set<string>} keys */
  #paint(keys) {
    const { model } = this.#journal;
    /** @type {Set<string>} */
    const pupils = new Set();
    /** @type {Set<string>} */
    const painted = new Set();
    for (const name of keys) {
      const { what, lesson, pupil } = address(name);
      if (what === "mark" || what === "attendance") {
        if (!painted.has(lesson + pupil)) this.#paintCell(lesson, pupil);
        painted.add(lesson + pupil);
        pupils.add(pupil);
      } else if (what === "work") {
        this.#paintColumn(lesson);
        for (const { id } of model.pupils) pupils.add(id);
      } else if (what === "result") pupils.add(pupil);
      else this.#paintDay(lesson);
    }
    for (const pupil of pupils) this.#paintSummary(pupil);
  }

  /**
   * @param {string} lessonId
   * @param {string} pupilId
   */
  #paintCell(lessonId, pupilId) {
    const { lesson, pupil } = this.#journal.model.place(key.attendance(lessonId, pupilId));
    const element = this.#element(lessonId, pupilId);
    if (!lesson || !pupil || !element) return;
    const { html, look, state, description } = cellLook(this.#journal, lesson, pupil);
    const column = columnLook(this.#journal, this.#journal.model.lessonAt.get(lessonId) ?? 0);
    setContent(element, html);
    setClass(element, `c ${column} ${look}${element.classList.contains("is-chosen") ? " is-chosen" : ""}`);
    setState(element, state, description);
  }

  /** @param {string} lessonId */
  #paintColumn(lessonId) {
    const at = this.#journal.model.lessonAt.get(lessonId);
    const lesson = this.#journal.model.lessons[at ?? -1];
    if (at === undefined || !lesson) return;
    for (const near of [at - 1, at]) {
      const column = columnLook(this.#journal, near);
      this.#dayCell(near)?.setAttribute("class", `d ${column}${near === this.lesson ? " is-col" : ""}`);
      this.#table.tHead?.rows[2]?.cells[near]?.setAttribute("class", `kind ${column}`);
      const lessonHere = this.#journal.model.lessons[near];
      for (const pupil of lessonHere ? this.#journal.model.pupils : []) this.#paintCell(lessonHere?.id ?? "", pupil.id);
    }
    const kinds = this.#table.tHead?.rows[2]?.cells[at];
    if (kinds) setContent(kinds, kindHtml(this.#journal, lesson));
  }

  /** @param {string} lessonId */
  #paintDay(lessonId) {
    const at = this.#journal.model.lessonAt.get(lessonId) ?? -1;
    const lesson = this.#journal.model.lessons[at];
    const button = this.#dayCell(at)?.querySelector("button");
    if (lesson && button) setContent(button, dayHtml(this.#journal, lesson));
  }

  /** @param {string} pupilId */
  #paintSummary(pupilId) {
    const row = this.#journal.model.pupilAt.get(pupilId) ?? -1;
    const pupil = this.#journal.model.pupils[row];
    const cells = this.#rows[row]?.cells;
    if (!pupil || !cells) return;
    const [mean, missed, result] = [cells[cells.length - 3], cells[cells.length - 2], cells[cells.length - 1]];
    const look = summaryLook(this.#journal, pupil);
    if (mean) setContent(mean, look.mean);
    if (missed) setContent(missed, look.missed);
    if (!result) return;
    setContent(result, look.result.html);
    setClass(result, look.result.look);
    setState(result, look.result.state, look.result.description);
  }
}

/** @param {Element} element @param {string} html */
function setContent(element, html) {
  if (element.innerHTML !== html) element.innerHTML = html;
}

/** @param {Element} element @param {string} name */
function setClass(element, name) {
  if (element.className !== name) element.className = name;
}

/**
 * @param {HTMLElement} element
 * @param {string} state
 * @param {string} description
 */
function setState(element, state, description) {
  if (state) element.dataset.state = state;
  else delete element.dataset.state;
  if (description) element.setAttribute("aria-description", description);
  else element.removeAttribute("aria-description");
}

customElements.define("journal-grid", JournalGrid);
