/**
 * What a family's own device shows without a network: the diary pages seen last, as they were, and a word about it.
 *
 * Pages are kept only while the cache `kedr-pages` is there: `device.js` makes it when the reader says that the device
 * is theirs, and removes it at sign-out or for another reader. Static files carry no names and are kept for everybody.
 */

const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const PAGES = "kedr-pages";
const FILES = "kedr-files-1";
const OFFLINE = "/offline/";
const KEPT = /^\/s\/\d+\/diary\/(\d+\/(\d{4}-\d\d-\d\d|marks)\/|marks\/)?$/;
const WEEK = /^\/s\/\d+\/diary\/\d+\/\d{4}-\d\d-\d\d\/$/;
const HOME = /^\/(s\/\d+\/diary\/(\d+\/)?)?$/; // lead to a week: without a network, to the one seen last
const MOST_PAGES = 12;
const MOST_FILES = 80;

worker.addEventListener("install", (event) => event.waitUntil(prepare()));
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (pathname.startsWith("/static/")) event.respondWith(file(request));
});

/** Fetches the page without a network, as a stranger sees it, and all it is made of. */
async function prepare() {
  const files = await caches.open(FILES);
  const answer = await fetch(OFFLINE, { credentials: "omit" });
  const text = await answer.clone().text();
  await files.put(OFFLINE, answer);
  const parts = [...text.matchAll(/(?:href|src)="(\/static\/[^"#]+)/g)].map((found) => found[1] ?? OFFLINE);
  await files.addAll([...new Set(parts)]);
  await worker.skipWaiting();
}

/** @param {Request} request */
async function page(request) {
  try {
    const answer = await fetch(request);
    const { pathname } = new URL(request.url);
    if (answer.ok && KEPT.test(pathname) && (await caches.has(PAGES))) await keep(pathname, answer.clone());
    return answer;
  } catch {
    return (await kept(new URL(request.url).pathname)) ?? (await caches.match(OFFLINE)) ?? Response.error();
  }
}

/**
 * Puts a page away with the time it is of, the newest last.
 * @param {string} path
 * @param {Response} answer
 */
async function keep(path, answer) {
  const text = await answer.text();
  if (!/<html [^>]*data-reader="/.test(text)) return; // of somebody at school: another's child
  const pages = await caches.open(PAGES);
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Content-Security-Policy": answer.headers.get("Content-Security-Policy") ?? "default-src 'self'",
    "X-Kept-At": new Date().toISOString(),
  };
  await pages.delete(path);
  await pages.put(path, new Response(text, { headers }));
  await trim(pages, MOST_PAGES);
}

/**
 * The page as it was, with a word about it; for a home the week seen last.
 * @param {string} path
 */
async function kept(path) {
  if (!(await caches.has(PAGES))) return undefined;
  const pages = await caches.open(PAGES);
  const seen = (await pages.keys()).map((request) => new URL(request.url).pathname);
  const wanted = HOME.test(path) ? (seen.filter((one) => WEEK.test(one)).at(-1) ?? path) : path;
  const answer = await pages.match(wanted);
  if (!answer) return undefined;
  const at = new Date(answer.headers.get("X-Kept-At") ?? 0);
  const when = at.toLocaleString("ru", { day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" });
  const word = `<p class="notice offline" role="status">Нет связи. Так было ${when}.</p>`;
  const html = (await answer.text()).replace(/<main [^>]*>/, (main) => main + word);
  return new Response(html, { headers: answer.headers });
}

/** @param {Request} request */
async function file(request) {
  const known = await caches.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) {
    const files = await caches.open(FILES);
    await files.put(request, answer.clone());
    await trim(files, MOST_FILES);
  }
  return answer;
}

/**
 * Lets the oldest go.
 * @param {Cache} cache
 * @param {number} most
 */
async function trim(cache, most) {
  const old = (await cache.keys()).filter((request) => new URL(request.url).pathname !== OFFLINE);
  await Promise.all(old.slice(0, Math.max(0, old.length - most)).map((request) => cache.delete(request)));
}
