// Search as you type among the codes of the page.
import { all, first } from "../shared/dom.js";
import { fold } from "../shared/fold.js";
import { onReplaced } from "./regions.js";

/** Filter the codes by the words in the search field, and again after the page has changed. */
export function startFinding() {
  const field = /** @type {HTMLInputElement | null} */ (first("#find-code"));
  if (!field) return;

  const filter = () => {
    const words = fold(field.value).split(" ").filter(Boolean);
    for (const code of all(".code-lists li, [data-code]")) {
      const text = fold(code.textContent ?? "");
      code.hidden = !words.every((word) => text.includes(word));
    }
    // A heading without codes below it says nothing.
    for (const heading of all(".code-lists h2")) {
      const list = heading.nextElementSibling;
      heading.hidden = list !== null && !first("li:not([hidden])", list);
    }
  };
  field.addEventListener("input", filter);
  onReplaced(filter);
  // Enter gives the first code that fits, so that people need no mouse.
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const choice =
      /** @type {HTMLButtonElement | null} */ (first(".code-lists li:not([hidden]) button:not(:disabled)"));
    choice?.click();
  });
}
