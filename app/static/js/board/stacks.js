// Stacks on the board: a closed stack shows only its leading note.
import { all, closest, first, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";

/** The ids of the elements of leading notes whose stacks the reader has opened. @type {Set<string>} */
const open = new Set();

/** @param {HTMLElement} note @returns {HTMLElement | null} the note that leads the stack in which it is */
const leaderOf = (note) => document.getElementById(`note-${note.dataset.under}`);

/** Show the notes of open stacks, and no others. Call it again after updates. */
export function showStacks() {
  for (const note of all(".note[data-under]")) {
    const leader = leaderOf(note);
    // Without its leading note on this page, a note is shown as a single one.
    note.toggleAttribute("data-ui-unfolded", !leader || open.has(leader.id));
  }
  for (const leader of all(".note[data-stack]")) {
    const button = required("[data-action=open-stack]", leader);
    const expanded = open.has(leader.id);
    leader.toggleAttribute("data-ui-stack-open", expanded);
    button.setAttribute("aria-expanded", String(expanded));
    const says = message(expanded ? "close" : "open");
    if (button.textContent !== says) button.textContent = says;
  }
}

/** Listen for presses that open and close stacks, and for links to notes inside closed ones. */
export function startStacks() {
  showStacks();
  document.addEventListener("click", ({ target }) => {
    const leader = closest(closest(target, "[data-action=open-stack]"), ".note");
    if (!leader) return;
    if (!open.delete(leader.id)) open.add(leader.id);
    showStacks();
  });
  addEventListener("hashchange", openForAddress);
  openForAddress();
}

/** Open the stack in which the note of this page's address is. */
function openForAddress() {
  const note = location.hash.startsWith("#note-") ? first(`#${CSS.escape(location.hash.slice(1))}[data-under]`) : null;
  const leader = note && leaderOf(note);
  if (!leader) return;
  open.add(leader.id);
  showStacks();
  note.scrollIntoView({ block: "nearest" });
}
