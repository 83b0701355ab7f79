// Puts a count into the text that someone writes, where they left it.
import { all, first } from "../shared/dom.js";

/** Let the buttons beside the counts insert them, if this page has any. */
export function startInserting() {
  const form = first("form.blocks");
  /** @type {HTMLTextAreaElement | undefined} */
  let text;
  form?.addEventListener("focusin", ({ target }) => {
    if (target instanceof HTMLTextAreaElement) text = target;
  });
  for (const button of all("[data-insert]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      text ??= /** @type {HTMLTextAreaElement | undefined} */ (first("form.blocks textarea"));
      if (!text) return;
      text.setRangeText(button.dataset.insert ?? "", text.selectionStart, text.selectionEnd, "end");
      text.focus();
      text.dispatchEvent(new Event("input", { bubbles: true }));
    });
  }
}
