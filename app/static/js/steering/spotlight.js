// Showing a note on every screen: by the note's menu, by a key, and the button on the note that stops it.
import { spotlit } from "../board/attention.js";
import { post } from "../shared/actions.js";
import { closest, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { toast } from "../shared/toast.js";
import { idOf } from "./moves.js";

/**
 * Show a note on every screen, or stop showing it.
 * @param {HTMLElement} note
 * @returns {Promise<import("../shared/request.js").Answer | null>}
 */
export async function toggleSpotlight(note) {
  const on = spotlit() === idOf(note) ? 0 : 1;
  const answer = await post(`notes/${idOf(note)}/spotlight`, { on });
  if (answer) toast(message(on ? "spotlit" : "unspotlit"));
  return answer;
}

/**
 * Say in the menu of a note what its button does.
 * @param {HTMLElement} menu
 * @param {HTMLElement} note
 */
export function fitSpotlight(menu, note) {
  const words = message(spotlit() === idOf(note) ? "stopspotlight" : "spotlight");
  required("[data-steer=spotlight] span", menu).textContent = words;
}

/** Listen for the button on the note that is shown. */
export function startSpotlight() {
  document.addEventListener("click", ({ target }) => {
    const note = closest(closest(target, "[data-action=stop-spotlight]"), "[data-rank]");
    if (note) post(`notes/${idOf(note)}/spotlight`, { on: 0 });
  });
}
