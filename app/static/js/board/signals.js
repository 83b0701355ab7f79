// A raised hand and "I'm ready": forms that are sent without leaving the page. An update shows the new state.
import { postForm } from "../shared/actions.js";
import { closest } from "../shared/dom.js";

/** Listen for the two buttons. */
export function startSignals() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement | null} */ (closest(event.target, "form[data-signal]"));
    if (!form || event.defaultPrevented) return;
    event.preventDefault();
    const on = new FormData(form, event.submitter).get("on");
    postForm(form, { on: String(on) });
  });
}
