// @ts-check
/** «Скопировать»: puts the address into the clipboard; where the browser will not, it is selected for the reader's own hand. */

const button = document.querySelector("button[data-copy]");
const told = document.querySelector("[data-copied]");
const input = button instanceof HTMLButtonElement ? document.getElementById(button.dataset.copy ?? "") : null;

if (button instanceof HTMLButtonElement && input instanceof HTMLInputElement && told) {
  button.hidden = false;
  input.addEventListener("focus", () => input.select());
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(input.value);
      told.textContent = "Скопировано.";
    } catch {
      input.focus();
      told.textContent = "Ссылка выделена: скопируйте её сами.";
    }
  });
}
