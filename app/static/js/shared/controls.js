// The controls of the steering bar: forms that are sent without leaving the page. Each names the state it asks for.
import { post } from "./actions.js";
import { closest } from "./dom.js";
import { WORKSHOP } from "./workshop.js";

/** Listen for the forms of the bar and of the columns. */
export function startControls() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement | null} */ (closest(event.target, "form[data-steering]"));
    if (!form) return;
    event.preventDefault();
    /** @type {Record<string, string>} */
    const fields = {};
    for (const [name, value] of new FormData(form, event.submitter)) fields[name] = String(value);
    closest(form, "[popover]")?.hidePopover();
    // An update shows what has changed, to everyone.
    post(new URL(form.action).pathname.slice(WORKSHOP.length + 1), fields);
  });
}
