// The board as participants see it, for facilitators: everything can be read, and nothing is sent.
import "../board/page.js";
import { aroundUpdates } from "../live/updates.js";
import { all } from "../shared/dom.js";
import { WORKSHOP } from "../shared/workshop.js";

function stopWriting() {
  for (const box of all(".composer textarea")) /** @type {HTMLTextAreaElement} */ (box).readOnly = true;
  for (const choice of all("#ask input, #ask select")) /** @type {HTMLInputElement} */ (choice).disabled = true;
}

stopWriting();
aroundUpdates(() => {}, stopWriting);
// Before any other listener.
globalThis.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (!new URL(form.action).pathname.startsWith(WORKSHOP)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, { capture: true });
