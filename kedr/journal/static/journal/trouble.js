/**
 * A line under a field that could not be saved: both texts of a conflict, or the server's refusal in words.
 *
 * @import { Journal } from "./acts.js"
 */

import { buttons } from "./choice.js";
import { h } from "./dom.js";

/**
 * «Повторить», where the server broke on a command; nothing where it refused.
 * @param {Journal} journal
 * @param {string} key
 */
export function again(journal, key) {
  if (!journal.queue.isFailed(key)) return [];
  const button = h("button", { type: "button", class: "lk", onclick: () => {
    journal.queue.again(key);
    button.replaceWith(h("span", {}, "Отправляем ещё раз."));
  } }, "Повторить");
  return [button];
}

/**
 * @param {Journal} journal
 * @param {string} key
 * @returns {{element: HTMLElement, refresh: () => void}}
 */
export function troubleLine(journal, key) {
  const element = h("div", { class: "trouble", hidden: true });
  let drawn = "";
  function refresh() {
    const trouble = journal.queue.trouble(key);
    const state = journal.queue.state(key);
    const now = `${state}${trouble?.sentence ?? ""}${trouble?.server?.version ?? ""}`;
    if (now === drawn) return;
    drawn = now;
    element.hidden = state === "";
    element.dataset.state = state;
    if (trouble?.type === "conflict") {
      element.replaceChildren(
        h("p", {}, "Пока вы писали, это изменил другой человек. Что оставить?"),
        h("div", { class: "choice-two is-text" }, ...buttons(journal, key, trouble, () => {})),
      );
    } else if (trouble) element.replaceChildren(h("p", {}, `Не принято. ${trouble.sentence}`), ...again(journal, key));
    else element.replaceChildren(h("p", {}, state === "offline" ? "Ждёт связи" : "Сохраняется"));
  }
  refresh();
  return { element, refresh };
}
