// The only sender of words. What somebody wrote is kept in the browser until the server has said saved; sending it
// twice makes one note, for a note carries its id from here.
import { Stranger, ask } from "./ask.js";
import { holdFocus } from "./focus.js";
import { around, onReturn } from "./live.js";
import { announce, say } from "./words.js";

const base = document.getElementById("live").dataset.base;
const PREFIX = `outbox:${base}:`;
const LONGEST_WAIT = 15_000;

// Storage may be switched off: then the page itself remembers, for as long as it is open.
const memory = new Map();
export const store = {
  get(name) {
    try {
      return memory.get(name) ?? localStorage.getItem(name);
    } catch {
      return memory.get(name) ?? null;
    }
  },
  set(name, value) {
    try {
      localStorage.setItem(name, value);
      // Only what storage does not take: another tab may send and forget what is in storage.
      memory.delete(name);
    } catch {
      memory.set(name, value);
    }
  },
  remove(name) {
    memory.delete(name);
    try {
      localStorage.removeItem(name);
    } catch {
      return;
    }
  },
  names(prefix) {
    const found = new Set(memory.keys());
    try {
      for (let n = 0; n < localStorage.length; n++) found.add(localStorage.key(n));
    } catch {
      return [...found].filter((name) => name.startsWith(prefix));
    }
    return [...found].filter((name) => name.startsWith(prefix));
  },
};

/** A new note's id, unique without asking anybody; works on plain http too. */
export function freshId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Keep and send: `{kind: "add" | "edit", id, column, fields}`; or, where it is `refused` (why), give it back. */
export function put(entry, refused = "") {
  store.set(PREFIX + entry.kind + entry.id, JSON.stringify({ ...entry, at: Date.now(), refused }));
  draw();
  send();
}

/** One entry, or null if it is not there or cannot be read. */
function kept(name) {
  try {
    const there = JSON.parse(store.get(name) ?? "null");
    return there?.fields ? { name, ...there } : null;
  } catch {
    return null; // not written by this page: it must hold up nothing
  }
}

/** The words of a change to a note that are not saved yet, or null. */
export const unsaved = (id) => kept(`${PREFIX}edit${id}`)?.fields ?? null;

function entries() {
  return store
    .names(PREFIX)
    .map(kept)
    .filter(Boolean)
    .sort((one, other) => one.at - other.at);
}

let sending = false;
let again = false;
let wait = 1000;
let timer;
const troubled = new Set();

/** Send everything that waits, oldest first. */
export async function send() {
  clearTimeout(timer);
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  let failed = 0;
  try {
    failed = await sendAll();
  } catch (error) {
    // Whatever went wrong, sending ends and is tried again.
    reportError(error);
    failed = LONGEST_WAIT;
  } finally {
    sending = false;
  }
  if (failed) timer = setTimeout(send, failed);
  else {
    wait = 1000;
    if (again) {
      again = false;
      send();
    }
  }
  draw();
}

/** Send what waits; returns how many milliseconds to wait before the next try, or 0 if all of it is sent. */
async function sendAll() {
  let failed = 0;
  for (const { name } of entries()) {
    // As it is by now: another tab may have sent it, newer words may have come.
    const entry = kept(name);
    if (!entry || entry.refused) continue;
    const trouble = await deliver(entry);
    if (!trouble) continue;
    failed = trouble.wait;
    if (!trouble.alone) break;
  }
  return failed;
}

/** Send one; returns null, or how many milliseconds to `wait` before the next try, and whether it is `alone` in this. */
async function deliver(entry) {
  const path = entry.kind === "add" ? "notes" : `notes/${entry.id}`;
  let alone = false;
  try {
    const answer = await ask(`${base}/${path}`, {
      method: "POST",
      body: new URLSearchParams(entry.fields),
      headers: { Accept: "text/plain" },
    });
    if (answer.ok) {
      saved(entry);
      return null;
    }
    if (answer.status === 429) return { wait: 1000 * Number(answer.headers.get("retry-after") ?? 1) };
    if (answer.status < 500 && answer.status !== 408) {
      if (kept(entry.name)?.at !== entry.at) {
        again = true;
        return null;
      }
      const { name, ...rest } = entry;
      store.set(name, JSON.stringify({ ...rest, refused: answer.text.slice(0, 300) }));
      return null;
    }
  } catch (error) {
    // No answer: it may have been saved or not, so it is sent again under the same id. A filter may dislike its words
    // and no others.
    alone = error instanceof Stranger && error.final;
  }
  troubled.add(entry.name);
  draw();
  const now = wait * (0.5 + Math.random());
  wait = Math.min(wait * 2, LONGEST_WAIT);
  return { wait: now, alone };
}

function saved(entry) {
  troubled.delete(entry.name);
  const present = kept(entry.name);
  // Changed again while it was under way: the newer words are still to be sent.
  if (present && present.at !== entry.at) {
    again = true;
    return;
  }
  announce(say("saved"));
  store.remove(entry.name);
  const item = document.getElementById(`pending-${entry.kind}-${entry.id}`);
  if (!item) return;
  if (entry.kind === "edit" || known(entry.id)) item.remove();
  else {
    item.dataset.state = "saved";
    item.querySelector(".state").textContent = `${say("saved")} ✓`;
    item.querySelector(".answers").replaceChildren();
  }
}

// ---- what is under way, shown below the notes and outside everything that is repainted ----

function known(id) {
  return document.getElementById(`note-${id}`) ?? document.querySelector(`#private-fragment [data-own="${id}"]`);
}

function draw() {
  for (const entry of entries()) {
    if (entry.kind === "add" && known(entry.id)) {
      // It is on the board, so it is saved, whether the answer came or not.
      store.remove(entry.name);
      continue;
    }
    let item = document.getElementById(`pending-${entry.kind}-${entry.id}`);
    if (!item) {
      const column = document.getElementById(`note-${entry.id}`)?.closest("[data-column]")?.dataset.column ?? entry.column;
      item = waiting(entry);
      item.querySelector(".words").textContent = entry.fields.text;
      // Where the question has gone, under the one that is in sight: on a phone there is one.
      const at = [`#pending-${column}`, ".column[data-ui-current] .pending", ".pending"];
      at.map((where) => document.querySelector(where)).find(Boolean).append(item);
      item.dispatchEvent(new CustomEvent("outbox:shown", { bubbles: true }));
    }
    item.querySelector(".words").textContent = entry.fields.text;
    const state = entry.refused ? "refused" : troubled.has(entry.name) ? "waiting" : "sending";
    if (item.dataset.state === state) continue;
    item.dataset.state = state;
    item.querySelector(".state").textContent = state === "refused" ? `${say("refused")} ${entry.refused}` : say(state);
    item.querySelector(".answers").replaceChildren(...(state === "refused" ? answers(entry) : []));
  }
  for (const item of document.querySelectorAll(".pending > li")) {
    const name = PREFIX + item.id.slice("pending-".length).replace("-", "");
    if (store.get(name) === null && (item.dataset.state !== "saved" || known(item.dataset.note))) item.remove();
  }
}

function waiting(entry) {
  const item = document.getElementById("pending-note").content.firstElementChild.cloneNode(true);
  item.id = `pending-${entry.kind}-${entry.id}`;
  item.dataset.note = entry.id;
  item.dataset.colour = entry.fields.colour ?? "plain";
  return item;
}

function answers(entry) {
  const change = button(say("again"), () => {
    document.dispatchEvent(new CustomEvent("outbox:again", { detail: entry }));
    drop(entry);
  });
  const discard = button(say("discard"), () => drop(entry));
  return [change, discard];
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.addEventListener("click", act);
  return made;
}

function drop(entry) {
  const back = holdFocus();
  store.remove(entry.name);
  draw();
  back();
}

around(() => {}, draw);
onReturn(send);
for (const moment of ["online", "pageshow", "storage"]) window.addEventListener(moment, send);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) send();
});
draw();
send();
