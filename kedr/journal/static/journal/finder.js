/**
 * Find a pupil by a part of the name: the list narrows as you type, Enter goes to the pupil's row.
 *
 * @import { Pupil } from "./types.js"
 */

import { h } from "./dom.js";
import { openSheet } from "./sheet.js";

/**
 * @param {Pupil[]} pupils
 * @param {(row: number) => void} go
 */
export function openFinder(pupils, go) {
  const input = h("input", {
    type: "text", id: "find-pupil", role: "combobox", autofocus: true, autocomplete: "off", "aria-expanded": "true",
    "aria-controls": "found", "aria-autocomplete": "list", "aria-label": "Фамилия или имя", placeholder: "Фамилия или имя",
  });
  const list = h("ul", { id: "found", role: "listbox", "aria-label": "Ученики" });
  let chosen = 0;
  let isTaken = false;
  /** @type {number[]} */
  let found = [];

  function draw() {
    const words = plain(input.value).split(/\s+/);
    found = pupils.flatMap(({ name }, row) => (words.every((word) => plain(name).includes(word)) ? [row] : []));
    chosen = Math.min(Math.max(chosen, 0), Math.max(0, found.length - 1));
    list.replaceChildren(...found.map((row, index) => h(
      "li", { role: "option", id: `found-${index}`, "aria-selected": String(index === chosen), onclick: () => take(index) },
      pupils[row]?.name ?? "",
    )));
    if (found.length) input.setAttribute("aria-activedescendant", `found-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
    list.children[chosen]?.scrollIntoView({ block: "nearest" });
  }
  /** @param {number} index */
  function take(index) {
    chosen = index;
    isTaken = true;
    dialog.close();
  }
  input.addEventListener("input", () => {
    chosen = 0;
    draw();
  });
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) chosen += step;
    if (step) draw();
    if (event.key === "Enter") take(chosen);
    if (step || event.key === "Enter") event.preventDefault();
  });
  const dialog = openSheet({
    title: "Найти ученика",
    name: "finder",
    body: [input, list],
    // once closed: by then the focus is back where it was, and may go on
    onclose: () => {
      const row = found[chosen];
      if (isTaken && row !== undefined) go(row);
    },
  });
  draw();
}

/** @param {string} text */
const plain = (text) => text.trim().toLowerCase().replaceAll("ё", "е");
