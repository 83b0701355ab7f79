// What everyone is shown now: a note, a message, and the question that the facilitator brings everyone to. Nothing here
// takes focus.
import { announce } from "../shared/announcer.js";
import { all, byId, closest, first } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { isWriting, shownQuestion, turnTo } from "./tabs.js";

/** What the reader has closed on this page, by the id of its element. @type {Map<string, string>} */
const closed = new Map();
/** What was shown before the update, by the id of its element. @type {Map<string, string>} */
let before = new Map();
let brought = "";
/** Where the reader was before the facilitator brought them. @type {{ from: string, to: string } | undefined} */
let journey;

const box = () => byId("attention");

/** The id of the note that every screen shows; "" for none. */
export const spotlit = () => box().dataset.spotlit ?? "";

/** What is shown, by the id of its element: the note's id, or the words of the message. */
function shown() {
  return new Map(
    all("#spotlight, #announcement").map((part) => [
      part.id,
      part.id === "spotlight" ? spotlit() : first("p", part)?.textContent ?? "",
    ]),
  );
}

function bring() {
  const { brought: mark = "", column = "" } = box().dataset;
  if (mark === brought) return;
  // The seq of an earlier press: the facilitator has undone the last one.
  const undone = Number(mark) < Number(brought);
  brought = mark;
  const here = shownQuestion() ?? "";
  const to = undone ? (journey?.to === here ? journey.from : "") : column;
  const section = to && !isWriting() ? document.getElementById(`column-${to}`) : null;
  journey = section && !undone ? { from: here, to } : undefined;
  if (!section) return;
  turnTo(to);
  section.scrollIntoView({ block: "nearest", inline: "nearest" });
  announce(message(undone ? "broughtBack" : "brought"), "brought");
}

/** Show what is new after an update, and leave closed what the reader has closed. */
export function showAttention() {
  const now = shown();
  for (const [id, what] of now) {
    // Something else than what was closed is shown again.
    if (closed.has(id) && closed.get(id) !== what) closed.delete(id);
    byId(id).toggleAttribute("data-ui-closed", closed.has(id));
    if (before.get(id) === what) continue;
    announce(id === "spotlight" ? byId(id).textContent.trim() : what, id);
  }
  for (const id of closed.keys()) if (!now.has(id)) closed.delete(id);
  before = now;
  markSpotlit();
  bring();
}

/** Mark the note on the board that every screen shows. */
function markSpotlit() {
  const note = spotlit() && document.getElementById(`note-${spotlit()}`);
  for (const marked of all("[data-ui-spotlit]")) if (marked !== note) marked.removeAttribute("data-ui-spotlit");
  if (note) note.setAttribute("data-ui-spotlit", "");
}

/** Listen for presses that close what is shown. */
export function startAttention() {
  before = shown();
  brought = box().dataset.brought ?? "";
  markSpotlit();
  document.addEventListener("click", ({ target }) => {
    const part = closest(closest(target, "[data-dismiss]"), "#spotlight, #announcement");
    if (!part) return;
    closed.set(part.id, shown().get(part.id) ?? "");
    part.setAttribute("data-ui-closed", "");
    // Its button had focus, which must not be lost.
    (first(".column[data-ui-current] .paper") ?? first(".paper"))?.focus({ preventScroll: true });
  });
}
