/**
 * An overlay that asks or shows one thing: beside a cell on a desk, from below on a phone. It is a modal `<dialog>`, so
 * the browser keeps the focus inside, closes it on Esc and gives the focus back.
 */

import { h, icon, isNarrow } from "./dom.js";

const GAP = 6;

/**
 * @param {object} options
 * @param {string} options.title
 * @param {string} [options.lead]
 * @param {(Node | string)[]} options.body
 * @param {Element} [options.anchor] where it opens; in the middle without one
 * @param {string} [options.name] a class for its look
 * @param {() => void} [options.onclose]
 * @returns {HTMLDialogElement}
 */
export function openSheet({ title, lead = "", body, anchor, name = "", onclose }) {
  const back = document.activeElement;
  const dialog = h(
    "dialog",
    { class: `sheet-box ${name}`, "aria-labelledby": "sheet-title" },
    h(
      "header",
      { class: "sheet-head" },
      h("div", {}, h("h2", { id: "sheet-title" }, title), lead && h("p", { class: "muted small" }, lead)),
      h("button", { type: "button", class: "icon-btn", "aria-label": "Закрыть", onclick: () => dialog.close() }, icon("x")),
    ),
    ...body,
  );
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog && !isInside(dialog, event)) dialog.close();
  });
  // keys pressed here are not for the grid
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (back instanceof HTMLElement && back.isConnected) back.focus();
    onclose?.();
  });
  document.body.append(dialog);
  dialog.showModal();
  if (anchor && !isNarrow()) putBeside(dialog, anchor);
  const first = dialog.querySelector("[autofocus]");
  if (first instanceof HTMLElement) first.focus();
  return dialog;
}

/**
 * @param {HTMLElement} box
 * @param {MouseEvent} event
 */
function isInside(box, { clientX, clientY }) {
  const { left, right, top, bottom } = box.getBoundingClientRect();
  return clientX >= left && clientX <= right && clientY >= top && clientY <= bottom;
}

/**
 * Under the anchor, or over it where there is no room; never out of the window.
 * @param {HTMLElement} box
 * @param {Element} anchor
 */
export function putBeside(box, anchor) {
  const place = anchor.getBoundingClientRect();
  const { width, height } = box.getBoundingClientRect();
  const left = Math.min(Math.max(GAP, place.left + place.width / 2 - width / 2), innerWidth - width - GAP);
  const below = place.bottom + GAP;
  const above = place.top - height - GAP;
  const top = below + height <= innerHeight - GAP || above < GAP ? Math.min(below, innerHeight - height - GAP) : above;
  box.style.setProperty("left", `${Math.round(left)}px`);
  box.style.setProperty("top", `${Math.round(Math.max(GAP, top))}px`);
  box.style.setProperty("max-height", `${Math.round(innerHeight - Math.max(GAP, top) - GAP)}px`);
  box.classList.add("is-beside");
}
