/**
 * What the class is asked for a day, beside the norm: seen while homework is being set, before it is saved. Said calmly;
 * nothing is ever forbidden.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson, Load } from "./types.js"
 */

import { h } from "./dom.js";
import { count } from "./words.js";

const KEEP_MS = 60_000;

/** «Алгебра» inside a sentence; «ОБЗР» stays. @param {string} subject */
const inside = (subject) => (/^.[а-яё]/u.test(subject) ? subject.slice(0, 1).toLowerCase() + subject.slice(1) : subject);

/**
 * «К четвергу, 12 ноября, задано 95 из 120 мин: алгебра 40, химия 30, русский 25.»
 * @param {Load} load what others ask
 * @param {{minutes: number, isSet: boolean}} own what is being set now
 * @param {string} whose the class or group of the journal: a class of several is named
 * @returns {{text: string, over: number}} how many minutes over the norm
 */
export function loadWords(load, own, whose) {
  /** @type {Map<string, number>} */
  const parts = new Map(load.parts);
  if (own.isSet && own.minutes) parts.set(load.own, (parts.get(load.own) ?? 0) + own.minutes);
  const sum = [...parts.values()].reduce((total, minutes) => total + minutes, 0);
  const unsaid = load.unsaid + (own.isSet && !own.minutes ? 1 : 0);
  const named = whose.startsWith(load.class_name) ? load.to_day : `${load.to_day} ${load.class_name}:`;
  const over = Math.max(0, sum - load.norm);
  const rest = unsaid ? `у ${count(unsaid, "задания", "заданий", "заданий")} время не указано` : "";
  if (!sum && !unsaid) return { text: `${named} пока ничего не задано. Норма – ${load.norm} мин.`, over };
  if (!sum) return { text: `${named} ${rest}. Норма – ${load.norm} мин.`, over };
  const listed = [...parts].sort((one, two) => two[1] - one[1]).map(([subject, minutes]) => `${inside(subject)} ${minutes}`);
  const more = over ? `, на ${over} больше нормы` : "";
  return { text: `${named} задано ${sum} из ${load.norm} мин${more}: ${[...listed, rest].filter(Boolean).join(", ")}.`, over };
}

/**
 * The line under the fields of homework. It asks the server only once somebody is at these fields.
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @param {() => {due: string, minutes: number, isSet: boolean}} own as it is typed
 */
export function loadLine(journal, lesson, own) {
  const element = h("p", { class: "load small", id: "load", "aria-live": "polite", hidden: true });
  /** @type {Map<string, {load: Load | null, at: number}>} by the due lesson */
  const known = new Map();
  let isWanted = false;

  async function ask(/** @type {string} */ due) {
    known.set(due, { load: null, at: Date.now() });
    const load = await journal.remote?.load(lesson.id, due).catch(() => null);
    known.set(due, { load: load ?? null, at: load ? Date.now() : 0 });
    show();
  }

  function show() {
    const { due, minutes, isSet } = own();
    const load = known.get(due)?.load;
    element.hidden = !isWanted || !load;
    if (!load) return;
    const { text, over } = loadWords(load, { minutes, isSet }, journal.model.data.class_name);
    element.classList.toggle("is-over", over > 0);
    if (element.textContent !== text) element.textContent = text;
  }

  return {
    element,
    /** Somebody is about to set homework. */
    want: () => {
      isWanted = true;
      const { due } = own();
      const had = known.get(due);
      if (due && (!had || Date.now() - had.at > KEEP_MS)) void ask(due);
      show();
    },
    refresh: show,
  };
}
