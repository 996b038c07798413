/**
 * «Это моё устройство»: keeps the last diary pages for reading without a network, and forgets them at sign-out, on the
 * sign-in page, or as soon as somebody else signs in here. Nothing is kept until the reader says so.
 */

const KEY = "kedr-own-device";
const PAGES = "kedr-pages";

const reader = document.documentElement.dataset.reader ?? "";
const can = window.isSecureContext && "serviceWorker" in navigator && "caches" in window;

if (can) begin();

async function begin() {
  const owner = localStorage.getItem(KEY);
  if (!reader) await caches.delete(PAGES); // the sign-in page: nobody is here, whoever comes next
  else if (owner && owner !== reader) await forget();
  else if (owner) await remember();
  offer();
  for (const form of document.querySelectorAll('form[action="/signout/"]')) {
    form.addEventListener("submit", (event) => leave(event, /** @type {HTMLFormElement} */ (form)));
  }
}

/** The switch on «Вход и безопасность». */
function offer() {
  const section = document.querySelector("[data-own-device]");
  const button = section?.querySelector("button");
  if (!(section instanceof HTMLElement) || !button) return;
  section.hidden = false;
  show(section, button);
  button.addEventListener("click", async () => {
    button.disabled = true;
    if (localStorage.getItem(KEY) === reader) await forget();
    else await remember();
    button.disabled = false;
    show(section, button);
  });
}

/**
 * @param {HTMLElement} section
 * @param {HTMLButtonElement} button
 */
function show(section, button) {
  const isOwn = localStorage.getItem(KEY) === reader;
  button.textContent = isOwn ? "Не хранить" : "Это моё устройство";
  const state = section.querySelector("[aria-live]");
  if (state) state.textContent = isOwn ? "Последние страницы дневника открываются здесь без сети." : "";
}

async function remember() {
  localStorage.setItem(KEY, reader);
  await caches.open(PAGES);
  await navigator.serviceWorker.register("/sw.js");
}

async function forget() {
  localStorage.removeItem(KEY);
  await caches.delete(PAGES);
}

/**
 * Forgets first, then signs out.
 * @param {Event} event
 * @param {HTMLFormElement} form
 */
async function leave(event, form) {
  event.preventDefault();
  await forget();
  form.submit();
}
