// Tells others where the reader is writing, and says who else is writing in the same form, theme or cell.
import { all, closest, first } from "../shared/dom.js";

/** Where the reader is writing now; "" if they are not. @returns {string} */
export function writingAt() {
  const field = document.hasFocus() ? closest(document.activeElement, "[data-writing]") : null;
  return field?.dataset.writing ?? "";
}

/**
 * Name the others who are writing in the forms of this page, and in what it lists.
 * @param {Record<string, string[]>} writing the names by where they are writing
 */
export function showWriters(writing) {
  for (const line of all(".writers")) {
    const where = line.dataset.at ?? first("[data-writing]", line.parentElement ?? undefined)?.dataset.writing;
    const names = writing[where ?? ""] ?? [];
    const words = names.length ? (line.dataset.words ?? "").replace("{person}", names.join(", ")) : "";
    if (line.textContent !== words) line.textContent = words;
  }
}
