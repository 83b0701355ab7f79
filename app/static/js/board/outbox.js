// The outbox of this page: the only code that sends people's text.
import { aroundUpdates } from "../live/updates.js";
import { onReturn, position } from "../live/start.js";
import { announce } from "../shared/announcer.js";
import { keepFocus } from "../shared/focus.js";
import { message } from "../shared/messages.js";
import { storage } from "../shared/storage.js";
import { WORKSHOP } from "../shared/workshop.js";
import { deliver } from "./outbox-delivery.js";
import { OutboxEntries } from "./outbox-entries.js";
import { OutboxQueue } from "./outbox-queue.js";
import { isOnPage, removeOthers, showEntry, showSaved, wordsOf } from "./outbox-view.js";

/** @typedef {import("./outbox-entries.js").Draft} Draft */
/** @typedef {import("./outbox-entries.js").Entry} Entry */

const entries = new OutboxEntries(storage, `outbox:${WORKSHOP}:`);
const queue = new OutboxQueue({
  entries,
  send: (entry) => deliver(WORKSHOP, entry),
  changed: draw,
  saved(entry, seq) {
    announce(message("saved"));
    showSaved(entry);
    // The board must show what was saved; if it does not, the connection is replaced.
    position.reached(seq);
  },
});

/** @type {(entry: Entry) => void} */
let reopen = () => {};

/**
 * A random id for a new note. It works on plain http too, where crypto.randomUUID does not exist.
 * @returns {string} 24 hexadecimal digits
 */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/**
 * Store a draft and send it; or, if `refused` gives a reason, show it as refused.
 * @param {Draft} draft
 * @param {string} [refused]
 */
export function put(draft, refused) {
  entries.keep(draft, Date.now(), refused);
  send();
}

/**
 * The fields of an unsaved edit of a note or a comment, or null if there is none.
 * @param {string} id
 * @param {"edit" | "edit-comment"} [kind]
 * @returns {Record<string, string> | null}
 */
export function unsaved(id, kind = "edit") {
  return entries.read(entries.nameOf({ kind, id }))?.fields ?? null;
}

/**
 * Send what an earlier page left unsent, and from now on whenever sending may succeed.
 * @param {(entry: Entry) => void} again puts a refused entry's text back into a box, so that people can change it
 */
export function startOutbox(again) {
  reopen = again;
  aroundUpdates(() => {}, draw);
  onReturn(send);
  for (const moment of ["online", "pageshow", "storage"]) addEventListener(moment, send);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) send();
  });
  send();
}

const send = () => void queue.send();

function draw() {
  for (const entry of entries.all()) {
    // A note on the board has been saved, even if the response was lost. A refused one may have had other words.
    if (
      (entry.kind === "add" || entry.kind === "comment") &&
      isOnPage(entry.id, entry.refused ? entry.fields.text : undefined)
    ) {
      entries.remove(entry.name);
    } else showEntry(entry, queue.stateOf(entry), () => answers(entry));
  }
  removeOthers(entries.all());
}

/** @param {Entry} entry */
function answers(entry) {
  const change = button(message("again"), () => {
    reopen(entry);
    drop(entry);
  });
  // A style sheet hides it while the workshop is closed, because there is no box to put the text into.
  change.dataset.again = "";
  const copy = button(message("copy"), () => {});
  copy.dataset.copy = wordsOf(entry);
  copy.dataset.copied = message("copied");
  const copied = document.createElement("span");
  copied.setAttribute("role", "status");
  return [change, copy, copied, button(message("discard"), () => drop(entry))];
}

/**
 * @param {string} text
 * @param {() => void} pressed
 */
function button(text, pressed) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", pressed);
  return made;
}

/** @param {Entry} entry */
function drop(entry) {
  const giveFocusBack = keepFocus();
  entries.remove(entry.name);
  draw();
  giveFocusBack();
}
