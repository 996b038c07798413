/**
 * Keeps the page fresh: asks for newer data when the person comes back and once a minute while they look; sends what
 * waits when the connection or the person is back.
 *
 * @import { Journal } from "./acts.js"
 * @import { Server } from "./server.js"
 */

const EVERY_MS = 60_000;
const NOT_OFTENER_MS = 5_000;

/**
 * @param {Journal} journal
 * @param {Server} server
 */
export function keepFresh(journal, server) {
  const notice = document.getElementById("stranger");
  const { period, me } = journal.model.data;
  let asked = Date.now();
  let isAsking = false;

  /** @param {boolean} isReturn the person or the connection came back */
  async function ask(isReturn) {
    const { queue, model } = journal;
    const wasStopped = queue.stopped !== "";
    if (document.hidden || isAsking || (!wasStopped && Date.now() - asked < NOT_OFTENER_MS)) return;
    isAsking = true;
    asked = Date.now();
    try {
      const data = await server.data(period.id, wasStopped ? "" : model.etag);
      if (data) {
        queue.halt(data.me !== me);
        if (notice) notice.hidden = data.me === me;
        if (data.me !== me) return;
        journal.merge(data);
      }
      if (wasStopped) queue.retry();
    } catch {
      if (isReturn && queue.stopped === "offline") queue.retry();
    } finally {
      isAsking = false;
    }
  }

  addEventListener("focus", () => void ask(true));
  addEventListener("online", () => void ask(true));
  document.addEventListener("visibilitychange", () => void ask(true));
  setInterval(() => void ask(false), EVERY_MS);
}
