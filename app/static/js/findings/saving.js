// Sends a form without leaving the page, and shows the regions that its answer replaces.
import { byId } from "../shared/dom.js";
import { request } from "../shared/request.js";
import { inOrder } from "../shared/timing.js";
import { replaceRegions } from "./regions.js";

const run = inOrder();

/**
 * Send a form each time it is submitted, one after the other. What the server refuses is shown in `#failure`.
 * @param {HTMLFormElement} form
 * @param {() => void} answered called after every answer
 */
export function saveOnSubmit(form, answered) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, event.submitter, replaceRegions).then(answered);
  });
}

/**
 * Send a form after those that were sent before it, and show its answer, or in `#failure` what was refused.
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 * @param {(html: string) => unknown} place shows the page that answers
 */
export function send(form, submitter, place) {
  const body = new URLSearchParams(/** @type {any} */ (new FormData(form, submitter)));
  // Not `form.action`: a button of that name would take its place.
  const address = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
  return run(async () => {
    try {
      const answer = await request(address, { method: "POST", body });
      if (answer.ok) place(answer.text);
      byId("failure").textContent = answer.ok ? "" : refusalIn(answer.text);
    } catch {
      byId("failure").textContent = byId("failure").dataset.failed ?? "";
    }
  });
}

/**
 * What a page that refuses says.
 * @param {string} html
 */
function refusalIn(html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  return page.querySelector("main p")?.textContent?.trim() ?? "";
}
