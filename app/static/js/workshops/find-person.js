// Search on the page Participants, while typing. It affects this page only.
import { all, byId, first } from "../shared/dom.js";
import { hasWords } from "../shared/note-filter.js";

/**
 * Listen to the search field, if the page has one.
 * @returns {() => void} searches again, because rows may have changed
 */
export function startFinding() {
  const field = /** @type {HTMLInputElement | null} */ (first("#find-person"));
  if (!field) return () => {};
  const none = byId("no-person");

  function find() {
    const rows = all("#people > tr");
    for (const row of rows) {
      row.hidden = !hasWords(all(".sought", row).map((part) => part.textContent).join(" "), field?.value ?? "");
    }
    none.hidden = rows.some((row) => !row.hidden);
  }

  field.addEventListener("input", find);
  find();
  return find;
}
