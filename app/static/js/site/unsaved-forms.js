// Makes the browser ask before people leave a form with unsaved text. Boards store drafts instead.
import { all } from "../shared/dom.js";
import { askBeforeLeaving, mayLeave } from "../shared/leaving.js";

/** Watch the forms of a page without a board, and forms that the server returned with problems. */
export function watchForms() {
  for (const form of all("form[data-unsaved]")) askBeforeLeaving(form);

  document.addEventListener("input", ({ target }) => {
    const form = /** @type {HTMLInputElement} */ (target).form;
    if (form?.method === "post" && document.body.matches(".plain")) askBeforeLeaving(form);
  });

  document.addEventListener("submit", (event) => {
    if (!event.defaultPrevented) mayLeave(event.target);
  });
}
