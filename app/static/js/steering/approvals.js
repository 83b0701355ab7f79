// Approving notes and comments, or declining them for a reason: by the buttons on them, or by keys in the queue of all
// that wait.
import { aroundUpdates } from "../live/updates.js";
import { post } from "../shared/actions.js";
import { all, byId, closest, first, required } from "../shared/dom.js";
import { letterOf } from "../shared/letter-key.js";
import { message } from "../shared/messages.js";
import { openBeside } from "../shared/popover.js";
import { toast } from "../shared/toast.js";

/** What can wait, in its place on the board. */
const WAITING = ".notes > [data-waiting], .comments li[data-waiting]";

/** The address of the note or comment for which the reasons are open. */
let declining = "";

/**
 * @param {string} address of a note or comment, such as `notes/ID`
 * @param {Record<string, string>} decision
 */
async function decide(address, decision) {
  const answer = await post(`${address}/approval`, decision);
  if (!answer || decision.decision === "hold") return;
  const said = decision.decision === "approve" ? "approved" : "declined";
  toast(
    message(address.startsWith("comments/") ? `comment${said}` : said),
    message("undo"),
    () => decide(address, { decision: "hold" }),
  );
}

/** @param {string} address @param {HTMLElement} about */
function askWhy(address, about) {
  declining = address;
  openBeside(byId("reasons"), about);
  first("[data-reason]", byId("reasons"))?.focus();
}

/**
 * What the queue shows of a waiting note or comment: its words, who wrote it, and its buttons.
 * @param {HTMLElement} waiting
 */
function shownOf(waiting) {
  const parts = ["words", "foot", "decide"].map((part) => {
    const found = required(`:scope > .${part}, :scope > .comment-${part}`, waiting);
    return /** @type {HTMLElement} */ (found.cloneNode(true));
  });
  if (waiting.matches(".note")) return parts;
  // Its reasons open beside it, as for a note.
  for (const field of all("label, select", parts[2])) field.remove();
  const about = document.createElement("p");
  about.className = "hint about-note";
  about.dir = "auto";
  const note = closest(waiting, ".note") ?? undefined;
  about.textContent = message("commenton", { words: required(".words", note).textContent ?? "" });
  return [about, ...parts];
}

/** Show what waits on the board in the queue, oldest first. What stays keeps its element, and so focus. */
function fillQueue() {
  const queue = byId("approval-queue");
  const waiting = all(WAITING);
  const ids = new Set(waiting.map((each) => each.id));
  const focused = closest(document.activeElement, "#approval-queue > li");
  const following = focused?.nextElementSibling ?? focused?.previousElementSibling;
  for (const item of all(":scope > li", queue)) if (!ids.has(item.dataset.about ?? "")) item.remove();
  for (const each of waiting) {
    const item = first(`[data-about="${CSS.escape(each.id)}"]`, queue) ?? document.createElement("li");
    if (item.parentElement !== queue) {
      item.dataset.about = each.id;
      item.tabIndex = -1;
      queue.append(item);
    }
    const parts = shownOf(each);
    if (item.textContent !== parts.map((part) => part.textContent).join("")) item.replaceChildren(...parts);
  }
  byId("approvals").toggleAttribute("data-ui-empty", waiting.length === 0);
  if (focused && !focused.isConnected) (following instanceof HTMLElement ? following : byId("approvals")).focus();
}

/** The address of what an entry of the queue is about, or of a note or comment on the board. @param {HTMLElement} item */
const addressOf = (item) => (item.dataset.about ?? item.id).replace(/^(note|comment)-/, "$1s/");

/** Close the queue; focus goes back to the button that opens it. */
function close() {
  byId("approvals").hidePopover();
  first("[popovertarget=approvals]")?.focus();
}

/** @param {KeyboardEvent} event */
function onKey(event) {
  const items = all("#approval-queue > li");
  const item = closest(event.target, "#approval-queue > li") ?? items[0];
  if (!item || event.ctrlKey || event.metaKey || event.altKey) return;
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step) (items[items.indexOf(item) + step] ?? item).focus();
  else if (letterOf(event) === "A") decide(addressOf(item), { decision: "approve" });
  else if (letterOf(event) === "D") askWhy(addressOf(item), item);
  else return;
  event.preventDefault();
}

/** Listen for the buttons and keys. */
export function startApprovals() {
  const panel = byId("approvals");
  fillQueue();
  aroundUpdates(() => {}, fillQueue);
  panel.addEventListener("keydown", onKey);
  // Also while focus is still on the button that opened the queue.
  document.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape" || closest(target, "input, textarea")) return;
    if (all(":popover-open").every((open) => open === panel) && panel.matches(":popover-open")) close();
  });
  panel.addEventListener("toggle", ({ newState }) => {
    if (newState === "open") first("#approval-queue > li")?.focus();
  });
  // From the mapping page.
  if (location.hash === "#approvals") first("[popovertarget=approvals]")?.click();
  document.addEventListener("click", (event) => {
    const button = closest(event.target, "[data-decide]");
    const item = closest(button, "#approval-queue > li, .comments li, .note");
    if (!button || !item) return;
    // Without a script, the buttons of a comment send its form.
    event.preventDefault();
    if (button.dataset.decide === "approve") decide(addressOf(item), { decision: "approve" });
    else askWhy(addressOf(item), item);
  });
  const reasons = byId("reasons");
  const choose = (/** @type {HTMLElement | null | undefined} */ button) => {
    if (!button) return;
    reasons.hidePopover();
    decide(declining, { decision: "decline", reason: button.dataset.reason ?? "" });
  };
  reasons.addEventListener("click", ({ target }) => choose(closest(target, "[data-reason]")));
  reasons.addEventListener("keydown", (event) => choose(all("[data-reason]", reasons)[Number(letterOf(event)) - 1]));
}
