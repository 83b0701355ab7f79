// Shows a section of a report as it would be published while someone types.
import { first } from "../shared/dom.js";
import { request } from "../shared/request.js";

const PAUSE_MILLISECONDS = 700;

/** Follow what is typed into the blocks of a section, if this page has any. */
export function startPreview() {
  const form = /** @type {HTMLFormElement | undefined} */ (first("form.blocks"));
  if (!form) return;
  let waiting = 0;
  let asked = 0;

  async function show() {
    const mine = ++asked;
    const body = new URLSearchParams(/** @type {any} */ (new FormData(form)));
    try {
      const answer = await request(`${form?.action}/preview`, { method: "POST", body });
      // An answer that was overtaken, or refused, changes nothing.
      if (!answer.ok || mine !== asked) return;
      const page = new DOMParser().parseFromString(answer.text, "text/html");
      first("#preview .report-text")?.replaceChildren(...page.body.childNodes);
    } catch {
      // The next key asks again.
    }
  }

  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(show, PAUSE_MILLISECONDS);
  });
}
