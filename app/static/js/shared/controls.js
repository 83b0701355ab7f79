// The controls of the steering bar: forms that are sent without leaving the page. Each names the state it asks for.
import { postForm } from "./actions.js";
import { byId, closest, first } from "./dom.js";

/**
 * Say beside a field what to enter, in the words of its template, and focus it; "" says nothing.
 * @param {HTMLInputElement} field
 * @param {string} words
 */
function say(field, words) {
  byId(field.getAttribute("aria-describedby") ?? "").textContent = words;
  field.removeAttribute("aria-invalid");
  if (!words) return;
  field.setAttribute("aria-invalid", "true");
  field.focus();
}

/** Listen for the forms of the bar and of the columns. */
export function startControls() {
  document.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement | null} */ (closest(event.target, "[data-problem]"));
    if (field) say(field, "");
  });
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement | null} */ (closest(event.target, "form[data-steering]"));
    if (!form) return;
    event.preventDefault();
    const wrong = /** @type {HTMLInputElement | null} */ (first("[data-problem]:invalid", form));
    if (wrong) return say(wrong, wrong.dataset.problem ?? "");
    /** @type {Record<string, string>} */
    const fields = {};
    for (const [name, value] of new FormData(form, event.submitter)) fields[name] = String(value);
    closest(form, "[popover]")?.hidePopover();
    // An update shows what has changed, to everyone.
    postForm(form, fields);
  });
}
