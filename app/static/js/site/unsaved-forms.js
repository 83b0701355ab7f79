// What has been typed into a form is not lost by leaving the page: the browser asks. A board keeps it by itself.
import { all } from "../shared/dom.js";
import { askBeforeLeaving, mayLeave } from "../shared/leaving.js";

/** Watch the forms of a plain page, and those that came back unsaved. */
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
