/**
 * Text that saves itself: a moment after the last key, and when the field is left. Remembers the version that the writer
 * began from, so that a colleague's newer text is never overwritten without a question.
 */

const PAUSE_MS = 1_500;

/**
 * @param {HTMLTextAreaElement | HTMLInputElement} field
 * @param {object} options
 * @param {() => number} options.version
 * @param {(value: string, base: number) => void} options.save
 * @returns {{isBusy: () => boolean, flush: () => void, show: (value: string) => void}}
 */
export function autosave(field, { version, save }) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {number | null} */
  let base = null;

  function flush() {
    clearTimeout(timer);
    if (base === null) return;
    const from = base;
    base = null;
    save(field.value.trim(), from);
  }
  field.addEventListener("input", () => {
    base ??= version();
    clearTimeout(timer);
    timer = setTimeout(flush, PAUSE_MS);
  });
  field.addEventListener("change", flush);
  field.addEventListener("blur", flush);

  return {
    isBusy: () => base !== null,
    flush,
    /** Shows what the model has, unless the writer is in the middle of a word. */
    show: (value) => {
      const isSame = field.value === value || (document.activeElement === field && field.value.trim() === value);
      if (base === null && !isSame) field.value = value;
    },
  };
}
