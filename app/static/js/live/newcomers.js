// The number of people who wait to join, in the bar. Turns come by time, so no update brings it: the page asks for it.
import { postForm } from "../shared/actions.js";
import { announce } from "../shared/announcer.js";
import { closest, first, required } from "../shared/dom.js";
import { request } from "../shared/request.js";
import { pause } from "../shared/timing.js";
import { WORKSHOP } from "../shared/workshop.js";

/** Milliseconds between two requests. */
const EVERY = 5000;

/** Show how many people wait, for as long as the page is open, and send the forms of the list. */
export async function startNewcomers() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement | null} */ (closest(event.target, "#newcomers form"));
    if (!form) return;
    event.preventDefault();
    const button = /** @type {HTMLButtonElement} */ (event.submitter);
    closest(form, "[popover]")?.hidePopover();
    postForm(form, button.name ? { [button.name]: button.value } : {}).then(refresh);
  });
  for (;;) {
    if (!document.hidden) await refresh();
    await pause(EVERY);
  }
}

async function refresh() {
  // A closed workshop has no such part.
  if (!first("#newcomers")) return;
  const answer = await request(`${WORKSHOP}/newcomers`).catch(() => null);
  const slot = first("#newcomers");
  const fresh = answer?.ok && new DOMParser().parseFromString(answer.text, "text/html").getElementById("newcomers");
  if (!slot || !fresh) return;
  // Each part keeps its element, and so focus and its place.
  for (const part of ["strong", ".says", "#newcomers-told"]) {
    const { textContent } = required(part, fresh);
    if (required(part, slot).textContent !== textContent) required(part, slot).textContent = textContent;
  }
  const [now, next] = [required("button", slot), required("button", fresh)];
  if (next.hasAttribute("data-some") && !now.hasAttribute("data-some")) {
    announce(required("#newcomers-told", fresh).textContent ?? "", "newcomers");
  }
  now.toggleAttribute("data-some", next.hasAttribute("data-some"));
  required(".admit", slot).toggleAttribute("disabled", required(".admit", fresh).hasAttribute("disabled"));
}
