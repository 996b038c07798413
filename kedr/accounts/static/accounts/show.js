// @ts-check
/** «Показать»: a password is shown while its owner checks what was typed. */

for (const button of document.querySelectorAll("button[data-show]")) {
  if (!(button instanceof HTMLButtonElement)) continue;
  const input = document.getElementById(button.dataset.show ?? "");
  if (!(input instanceof HTMLInputElement)) continue;
  button.hidden = false;
  const show = (/** @type {boolean} */ shown) => {
    input.type = shown ? "text" : "password";
    button.textContent = shown ? "Скрыть" : "Показать";
    button.setAttribute("aria-pressed", String(shown));
  };
  button.addEventListener("click", () => {
    show(input.type === "password");
    input.focus();
  });
  // A browser offers to keep a password, not a text.
  input.form?.addEventListener("submit", () => show(false));
}
