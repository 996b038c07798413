/** Small tools for building pages: escaped text, elements, icons. */

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** @param {string | number} text */
export function escape(text) {
  return String(text).replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? "");
}

/**
 * An element. Attributes: `true` sets an empty one, `false` and `undefined` none; `on…` adds a listener.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | undefined | ((event: any) => void)>} [attributes]
 * @param {...(Node | string | false | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== false && child !== null && child !== undefined));
  return element;
}

/** @param {string} name of a symbol in the sprite whose address the page gives */
export function icon(name) {
  const sprite = document.querySelector("[data-icons]")?.getAttribute("data-icons") ?? "";
  const box = document.createElement("template");
  box.innerHTML = `<svg class="i" aria-hidden="true"><use href="${escape(sprite)}#${escape(name)}"/></svg>`;
  return /** @type {SVGElement} */ (box.content.firstElementChild);
}

/**
 * The element of this class under `root`; a missing one is a fault of ours.
 * @template {Element} T
 * @param {ParentNode} root
 * @param {string} selector
 * @param {new (...args: any[]) => T} type
 * @returns {T}
 */
export function find(root, selector, type) {
  const element = root.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`no ${selector}`);
  return element;
}

/** Whether the page is drawn for a phone: overlays come from below then. */
export function isNarrow() {
  return matchMedia("(max-width: 47.5rem)").matches;
}

/**
 * Puts work off until the next frame is on the screen and no key waits; calls before that make one call.
 * @param {() => void} work
 */
export function afterPaint(work) {
  let isDue = false;
  return () => {
    if (isDue) return;
    isDue = true;
    const run = () => {
      isDue = false;
      work();
    };
    // a hidden page has no frames
    if (document.hidden) setTimeout(run);
    else requestAnimationFrame(() => whenIdle(run));
  };
}

/**
 * In a pause between keys, a quarter of a second later at most.
 * @param {() => void} run
 */
function whenIdle(run) {
  if ("requestIdleCallback" in globalThis) requestIdleCallback(run, { timeout: 250 });
  else setTimeout(run, 50);
}
