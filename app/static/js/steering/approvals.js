// Approving notes, or declining them for a reason: by the buttons on a note, or by keys in the queue of all that wait.
import { aroundUpdates } from "../live/updates.js";
import { post } from "../shared/actions.js";
import { all, byId, closest, first, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { openBeside } from "../shared/popover.js";
import { toast } from "../shared/toast.js";

/** The note for which the reasons are open. */
let declining = "";

/** @param {string} id @param {Record<string, string>} decision */
async function decide(id, decision) {
  const answer = await post(`notes/${id}/approval`, decision);
  if (!answer || decision.decision === "hold") return;
  const said = message(decision.decision === "approve" ? "approved" : "declined");
  toast(said, message("undo"), () => decide(id, { decision: "hold" }));
}

/** @param {string} id @param {HTMLElement} about */
function askWhy(id, about) {
  declining = id;
  openBeside(byId("reasons"), about);
  first("[data-reason]", byId("reasons"))?.focus();
}

/** Show the waiting notes of the board in the queue, oldest first. Those that stay keep their elements, and so focus. */
function fillQueue() {
  const queue = byId("approval-queue");
  const waiting = all(".notes > [data-waiting]");
  const ids = new Set(waiting.map((note) => note.id));
  const focused = closest(document.activeElement, "#approval-queue > li");
  const following = focused?.nextElementSibling ?? focused?.previousElementSibling;
  for (const item of all(":scope > li", queue)) if (!ids.has(item.dataset.about ?? "")) item.remove();
  for (const note of waiting) {
    const item = first(`[data-about="${CSS.escape(note.id)}"]`, queue) ?? document.createElement("li");
    if (item.parentElement !== queue) {
      item.dataset.about = note.id;
      item.tabIndex = -1;
      queue.append(item);
    }
    const parts = [".words", ".foot", ".decide"].map((part) => required(part, note).cloneNode(true));
    if (item.textContent !== parts.map((part) => part.textContent).join("")) item.replaceChildren(...parts);
  }
  byId("approvals").toggleAttribute("data-ui-empty", waiting.length === 0);
  if (focused && !focused.isConnected) (following instanceof HTMLElement ? following : byId("approvals")).focus();
}

/** @param {Element} item */
const idOf = (item) => ((/** @type {HTMLElement} */ (item)).dataset.about ?? item.id).replace(/^note-/, "");

/** Close the queue; focus goes back to the button that opens it. */
function close() {
  byId("approvals").hidePopover();
  first("[popovertarget=approvals]")?.focus();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  if (event.key === "Escape" && !byId("reasons").matches(":popover-open")) return close();
  const items = all("#approval-queue > li");
  const item = closest(event.target, "#approval-queue > li") ?? items[0];
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) (items[items.indexOf(item) + step] ?? item).focus();
  else if (event.code === "KeyA") decide(idOf(item), { decision: "approve" });
  else if (event.code === "KeyD") askWhy(idOf(item), item);
  else return;
  event.preventDefault();
}

/** Listen for the buttons and keys. */
export function startApprovals() {
  const panel = byId("approvals");
  fillQueue();
  aroundUpdates(() => {}, fillQueue);
  panel.addEventListener("keydown", onKey);
  panel.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") first("#approval-queue > li")?.focus();
  });
  document.addEventListener("click", ({ target }) => {
    const button = closest(target, "[data-decide]");
    const item = closest(button, "#approval-queue > li, .note");
    if (!button || !item) return;
    if (button.dataset.decide === "approve") decide(idOf(item), { decision: "approve" });
    else askWhy(idOf(item), item);
  });
  const reasons = byId("reasons");
  const choose = (/** @type {HTMLElement | null | undefined} */ button) => {
    if (!button) return;
    reasons.hidePopover();
    decide(declining, { decision: "decline", reason: button.dataset.reason ?? "" });
  };
  reasons.addEventListener("click", ({ target }) => choose(closest(target, "[data-reason]")));
  reasons.addEventListener("keydown", ({ key }) => {
    if (/^[1-4]$/.test(key)) choose(all("[data-reason]", reasons)[Number(key) - 1]);
  });
}
