// What is under way, shown below the notes and outside everything that updates change.
import { all, byId, closest, first, required } from "../shared/dom.js";
import { message } from "../shared/messages.js";
import { endEdit, showEdit } from "./edit-view.js";

/** @typedef {import("./outbox-entries.js").Entry} Entry */
/** @typedef {"sending" | "waiting" | "refused" | "saved"} EntryState */

/** @param {Pick<Entry, "kind" | "id">} entry */
const idOf = ({ kind, id }) => `pending-${kind}-${id}`;

/**
 * Whether a note is on this page, on the board or among the reader's own.
 * @param {string} id
 * @returns {boolean}
 */
export function isOnPage(id) {
  return Boolean(document.getElementById(`note-${id}`) ?? first(`#private-fragment [data-own="${CSS.escape(id)}"]`));
}

/**
 * Show an entry and its state.
 * @param {Entry} entry
 * @param {EntryState} state
 * @param {() => Node[]} answers the buttons beside an entry that was refused
 */
export function showEntry(entry, state, answers) {
  if (entry.kind === "edit") {
    if ((state === "sending" || state === "waiting") && showEdit(entry, state)) return;
    endEdit(entry.id, false);
  }
  const item = document.getElementById(idOf(entry)) ?? add(entry);
  required(".words", item).textContent = entry.fields.text ?? "";
  if (item.dataset.state === state) return;
  const sentence = state === "refused" ? `${message("refused")} ${entry.refused}` : message(state);
  required(".state", item).textContent = sentence;
  required(".answers", item).replaceChildren(...(state === "refused" ? answers() : []));
  // Set last: if this fails, the next drawing tries again.
  item.dataset.state = state;
}

/**
 * Show that an entry has been saved: a new note stays until the update brings it.
 * @param {Entry} entry
 */
export function showSaved(entry) {
  if (entry.kind === "edit") endEdit(entry.id, true);
  const item = document.getElementById(idOf(entry));
  if (!item) return;
  if (entry.kind === "edit" || isOnPage(entry.id)) {
    item.remove();
    return;
  }
  item.dataset.state = "saved";
  required(".state", item).textContent = `${message("yours")} · ${message("saved")} ✓`;
  required(".answers", item).replaceChildren();
}

/**
 * Take away what is no longer kept, and saved notes that the update has brought.
 * @param {Entry[]} entries what is kept
 */
export function removeOthers(entries) {
  const kept = new Set(entries.map(idOf));
  for (const item of all(".pending > li")) {
    if (kept.has(item.id)) continue;
    if (item.dataset.state !== "saved" || isOnPage(item.dataset.note ?? "")) item.remove();
  }
}

/** @param {Entry} entry */
function add(entry) {
  const template = /** @type {HTMLTemplateElement} */ (byId("pending-note"));
  const item = /** @type {HTMLElement} */ (required("li", template.content).cloneNode(true));
  item.id = idOf(entry);
  item.dataset.note = entry.id;
  item.dataset.colour = entry.fields.colour ?? "plain";
  required(".words", item).textContent = entry.fields.text ?? "";
  const present = closest(document.getElementById(`note-${entry.id}`), "[data-column]");
  const column = present?.dataset.column ?? entry.column;
  // Where the question has gone, under the one that is in sight: on a phone there is one.
  const places = [`#pending-${column}`, ".column[data-ui-current] .pending", ".pending"];
  places.map((place) => first(place)).find((place) => place !== null)?.append(item);
  item.dispatchEvent(new CustomEvent("outbox:shown", { bubbles: true }));
  return item;
}
