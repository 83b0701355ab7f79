// Selecting several notes, for facilitators: Ctrl or Shift and a click, the key X, or the note's menu.
import { all, byId, closest, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { idOf } from "./moves.js";

const bar = byId("selection");
const moveTo = /** @type {HTMLSelectElement} */ (byId("move-selected"));

/** The ids of the selected notes, in the order of selection. @type {Set<string>} */
const selected = new Set();
let last = "";

/** The selected notes that are on the page. */
const notes = () =>
  [...selected].map((id) => document.getElementById(`note-${id}`)).filter((note) => note instanceof HTMLElement);

/** Show what is selected. Call it again after updates, which may remove notes. */
export function showSelection() {
  for (const id of selected) if (!document.getElementById(`note-${id}`)) selected.delete(id);
  for (const note of all(".note[data-ui-selected]")) note.toggleAttribute("data-ui-selected", selected.has(idOf(note)));
  for (const note of notes()) note.setAttribute("data-ui-selected", "");
  bar.hidden = !selected.size;
  if (!selected.size) return;
  const says = message("selected", { n: selected.size });
  const count = required("[role=status]", bar);
  if (count.textContent !== says) count.textContent = says;
  const options = all(".column").map((column, place) =>
    new Option(`${place + 1}. ${required("h2", column).textContent}`, column.dataset.column)
  );
  moveTo.replaceChildren(/** @type {HTMLOptionElement} */ (moveTo.options[0]), ...options);
  moveTo.value = "";
}

/** Select a note, or clear its selection. @param {HTMLElement} note */
export function toggleSelected(note) {
  const id = idOf(note);
  if (!selected.delete(id)) selected.add(id);
  last = id;
  showSelection();
}

/** Select the notes between the last one and this one in its column. @param {HTMLElement} note */
function selectTo(note) {
  const shown = all(":scope > [data-rank]", note.parentElement ?? undefined).filter((other) => other.checkVisibility());
  const [from, to] = [shown.findIndex((other) => idOf(other) === last), shown.indexOf(note)];
  const range = from < 0 ? [note] : shown.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const other of range) selected.add(idOf(other));
  last = idOf(note);
  showSelection();
}

function clear() {
  selected.clear();
  showSelection();
}

/**
 * Listen for selections, and for the buttons of their bar.
 * @param {object} acts
 * @param {(notes: HTMLElement[]) => void} acts.stack
 * @param {(notes: HTMLElement[]) => void} acts.hide
 * @param {(notes: HTMLElement[], column: string) => void} acts.move
 */
export function startSelection({ stack, hide, move }) {
  document.addEventListener("click", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.shiftKey) return;
    const note = closest(event.target, ".notes:not(.pending) > [data-rank]");
    if (!note || closest(event.target, "a, button, summary, form")) return;
    event.preventDefault();
    getSelection()?.removeAllRanges();
    if (event.shiftKey) selectTo(note);
    else toggleSelected(note);
  });
  bar.addEventListener("click", ({ target }) => {
    const act = closest(target, "[data-selected]")?.dataset.selected;
    if (!act) return;
    const chosen = notes();
    clear();
    if (act === "stack") stack(chosen);
    else if (act === "hide") hide(chosen);
  });
  moveTo.addEventListener("change", () => {
    const [chosen, column] = [notes(), moveTo.value];
    clear();
    if (column) move(chosen, column);
  });
  document.addEventListener("keydown", ({ key, target }) => {
    if (key === "Escape" && selected.size && !closest(target, "[popover], input, textarea")) clear();
  });
}
