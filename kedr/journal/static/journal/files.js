/**
 * Files of homework. They go to the server at once and need a connection; the text of homework waits for one by itself.
 *
 * @import { Journal } from "./acts.js"
 * @import { Lesson } from "./types.js"
 */

import { h, icon } from "./dom.js";
import { key } from "./rows.js";

const MEGABYTE = 1_048_576;
const ACCEPT = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.pptx,.odt,.ods,.txt";
const WAIT_MS = 100;
const WAITS = 100;
const NO_LINK = "нет связи. Текст задания сохранится сам, а файл приложите, когда связь появится.";

/**
 * @param {Journal} journal
 * @param {Lesson} lesson
 * @param {() => string[]} pupils whose homework it is; none: the class's
 * @param {{text: string, flush: () => void}} [typed] what is being typed, and how it is saved: a file goes with a text
 *   that is there
 * @returns {{element: HTMLElement, refresh: () => void}}
 */
export function filesField(journal, lesson, pupils, typed = { text: "", flush: () => {} }) {
  const { model } = journal;
  const list = h("ul", { class: "files" });
  const said = h("p", { class: "small files-said", role: "status" });
  const input = h("input", { type: "file", accept: ACCEPT, multiple: true, hidden: true, onchange: () => void putAll() });
  const button = h("button", {
    type: "button", class: "lk", onclick: () => journal.mayChange(lesson, () => input.click()),
  }, icon("paperclip"), "Приложить файл");
  const element = h("div", { class: "files-box" }, list, button, input, said);
  const name = () => key.homework(lesson.id, pupils()[0] ?? "");
  let drawn = "";

  /** @param {...(Node | string)} words */
  const say = (...words) => said.replaceChildren(...words);

  async function putAll() {
    const chosen = [...(input.files ?? [])];
    input.value = "";
    typed.flush();
    button.disabled = true;
    /** @type {string[]} */
    const faults = [];
    for (const [at, file] of chosen.entries()) {
      say(`Отправляется «${file.name}»${chosen.length > 1 ? `, ${at + 1} из ${chosen.length}` : ""}`);
      const fault = await put(file);
      if (fault) faults.push(fault);
    }
    button.disabled = model.closed(lesson) !== "";
    await journal.reread().catch(() => {});
    say(faults.join(" "));
    said.classList.toggle("is-fault", faults.length > 0);
    refresh();
    button.focus();
  }

  /** @param {File} file @returns {Promise<string>} what is wrong; "" when it is there */
  async function put(file) {
    const [, most] = model.data.files_limit;
    if (file.size > most * MEGABYTE) return `Файл «${file.name}» больше ${most} МБ. Уменьшите его или разделите на части.`;
    if (!model.row(name()).value) return "Сначала напишите задание: файл прикладывают к нему.";
    if (!(await isSaved())) return `Файл «${file.name}» не отправлен: ${NO_LINK}`;
    const reason = journal.reasonFor(lesson);
    return journal.remote?.attach(lesson.id, pupils(), file, reason).catch(() => `Файл «${file.name}» не отправлен: ${NO_LINK}`) ?? "";
  }

  /** Waits until the text of homework is on the server, as long as it is on its way. */
  async function isSaved() {
    for (let waits = 0; waits < WAITS; waits += 1) {
      if (!model.overlay(name())) return true;
      if (journal.queue.stopped) return false;
      await new Promise((resume) => setTimeout(resume, WAIT_MS));
    }
    return false;
  }

  /** @param {string} id @param {string} file @param {"take-off" | "put-back"} act */
  async function turn(id, file, act) {
    const fault = await journal.remote?.turnFile(lesson.id, id, act, journal.reasonFor(lesson)).catch(() => `Файл «${file}» остался: нет связи.`);
    await journal.reread().catch(() => {});
    said.classList.toggle("is-fault", Boolean(fault));
    if (fault) return say(fault);
    if (act === "put-back") say(`Файл «${file}» возвращён.`);
    else say(`Файл «${file}» убран. `, h("button", { type: "button", class: "lk", onclick: () => void turn(id, file, "put-back") }, "Вернуть"));
    refresh();
    (act === "put-back" ? button : said.querySelector("button"))?.focus();
  }

  function refresh() {
    const files = model.files.get(name()) ?? [];
    const isClosed = model.closed(lesson) !== "";
    const [most] = model.data.files_limit;
    button.hidden = isClosed || files.length >= most || !(model.row(name()).value || typed.text);
    element.hidden = button.hidden && !files.length && !said.textContent;
    const now = JSON.stringify([files, isClosed]);
    if (now === drawn) return;
    drawn = now;
    list.replaceChildren(...files.map(({ id, name: file, size }) => h(
      "li", {},
      h("a", { href: journal.remote?.fileHref(lesson.id, id) ?? "", download: true }, icon("paperclip"), h("span", {}, file)),
      h("span", { class: "muted" }, size),
      !isClosed && h("button", { type: "button", class: "icon-btn", "aria-label": `Убрать файл ${file}`,
        onclick: () => journal.mayChange(lesson, () => void turn(id, file, "take-off")) }, icon("x")),
    )));
  }
  refresh();
  return { element, refresh };
}
