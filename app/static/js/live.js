// Keeps the page at the present: by socket, or by its plain-HTTP twin where sockets do not work.
// `seq` and `epoch` say up to where this page is painted; only what was swapped moves them.
import { ask } from "./ask.js";
import { say } from "./words.js";

const door = document.getElementById("live");
const { base, view, lang } = door.dataset;
const at = { seq: Number(door.dataset.seq), epoch: door.dataset.epoch };
/** Up to where this page is painted; to be read only. */
export const position = at;

const FAILURES = 4;
const WITHIN = 60_000;
const OPENING = 8_000;
const QUIET = 3_000;
// Seconds: a whole board on the slowest of lines, or the server's own wait for news and then some.
const SLOWEST = 60;
const STAY_AWAY = [1008, 4403];
// Behind a video call, on a computer, the board goes on counting what is new. A phone in a pocket saves its battery.
const STAYS = window.matchMedia("(hover: hover) and (pointer: fine)").matches;

let connection = null;
let mode = "socket";
let failures = [];
let opening;
let quiet;

const swapping = new EventTarget();
/** Call `before` and `after` around every change that comes from elsewhere; returns nothing. */
export function around(before, after) {
  swapping.addEventListener("before", before);
  swapping.addEventListener("after", after);
}

const returning = new EventTarget();
const awaiting = new Set();
/** Resolves when this page is painted up to `seq`; where no news of it comes, after QUIET. */
export function reached(seq) {
  const there = new Promise((done) => {
    if (seq <= at.seq) done();
    else awaiting.add({ seq, done });
  });
  return Promise.race([there, pause(QUIET)]);
}

/** Call `fn` whenever the connection has come back. */
export function onReturn(fn) {
  returning.addEventListener("back", fn);
}

function query() {
  return `since=${at.seq}&epoch=${encodeURIComponent(at.epoch)}&view=${view}&lang=${lang}`;
}

function painted(seq, epoch) {
  at.seq = seq;
  at.epoch = epoch;
  if (connection) address(connection);
  for (const one of awaiting) {
    if (one.seq > seq) continue;
    awaiting.delete(one);
    one.done();
  }
}

function address(which) {
  const url = new URL(`${base}/live?${query()}`, location.href);
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  which.url = url.href;
}

async function swap(answer) {
  swapping.dispatchEvent(new Event("before"));
  await window.htmx.swap({ sourceElement: door, target: door, swap: "none swapEmpty:false", text: answer.text, transition: false });
  painted(Number(answer.headers.get("x-seq")), answer.headers.get("x-epoch"));
  swapping.dispatchEvent(new Event("after"));
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

/** Fetch the whole board; until it is here, later frames wait. */
async function whole() {
  // Everybody who fell behind together must not come back together.
  await pause(Math.random() * 800);
  for (let wait = 1000; ; wait = Math.min(wait * 2, 15_000)) {
    try {
      const answer = await ask(`${base}/board?view=${view}&lang=${lang}`, {}, SLOWEST);
      if (answer.status === 403 || answer.status === 404) return removed();
      if (answer.ok) {
        await swap(answer);
        // The server has answered: the banner goes, even if the connection was never lost.
        back();
        return;
      }
    } catch {
      gone();
    }
    await pause(wait * (0.5 + Math.random()));
  }
}

// ---- what people see of the connection ----

const banner = document.getElementById("banner");

function gone() {
  quiet ??= setTimeout(() => {
    banner.textContent = say("gone");
    banner.hidden = false;
  }, QUIET);
}

function back() {
  clearTimeout(quiet);
  quiet = undefined;
  if (mode === "removed") return;
  banner.hidden = true;
  returning.dispatchEvent(new Event("back"));
}

function removed() {
  mode = "removed";
  clearTimeout(quiet);
  banner.textContent = say("removed");
  banner.hidden = false;
}

function present(count) {
  const here = document.getElementById("presence");
  here.textContent = here.dataset.sentence.replace("{n}", count);
}

// ---- by socket ----

function frame(message) {
  return typeof message.data === "string" && message.data[0] === "{" ? JSON.parse(message.data) : {};
}

document.addEventListener("htmx:ws:before:connection", (event) => {
  if (mode !== "socket") {
    event.preventDefault();
    return;
  }
  connection = event.detail.connection;
  if (STAYS) connection.config.pauseOnBackground = false;
  address(connection);
  clearTimeout(opening);
  // Some networks neither open a socket nor refuse it.
  opening = setTimeout(twin, OPENING);
});

document.addEventListener("htmx:ws:after:connection", () => {
  clearTimeout(opening);
  back();
});

document.addEventListener("htmx:ws:before:message:incoming", (event) => {
  const { message, waitUntil } = event.detail;
  const told = frame(message);
  if (told.here !== undefined) present(told.here);
  if (told.board) {
    event.preventDefault();
    waitUntil(whole());
  } else if (told.seq !== undefined && told.epoch === at.epoch && told.seq <= at.seq) {
    event.preventDefault();
  } else if (told.content !== undefined) {
    swapping.dispatchEvent(new Event("before"));
  }
});

document.addEventListener("htmx:ws:after:message:incoming", (event) => {
  const told = frame(event.detail.message);
  if (told.seq !== undefined) painted(told.seq, told.epoch);
  if (told.content !== undefined) swapping.dispatchEvent(new Event("after"));
});

document.addEventListener("htmx:ws:close", (event) => {
  const { reason, code } = event.detail;
  clearTimeout(opening);
  if (reason !== "closed" || mode !== "socket") return;
  if (STAY_AWAY.includes(code)) return removed();
  // A hidden tab puts its socket away; that is no failure.
  if (document.hidden) return;
  gone();
  const now = Date.now();
  failures = [...failures.filter((then) => now - then < WITHIN), now];
  if (failures.length >= FAILURES) twin();
});

document.addEventListener("htmx:ws:error", (event) => {
  // The socket could not even be made.
  if (event.detail.connection && !event.detail.connection.socket) twin();
});

// The network says it is back: do not sit out the wait before the next try.
window.addEventListener("online", () => {
  if (mode === "socket" && connection?.socket?.readyState === WebSocket.CLOSED) document.dispatchEvent(new Event("visibilitychange"));
});

// ---- by plain HTTP ----

const shown = () =>
  new Promise((done) => {
    if (!document.hidden) return done();
    document.addEventListener("visibilitychange", done, { once: true });
  });

async function twin() {
  if (mode !== "socket") return;
  mode = "twin";
  clearTimeout(opening);
  connection?.socket?.close();
  const since = Date.now();
  let wait = 1000;
  while (mode === "twin") {
    await shown();
    const asked = Date.now();
    try {
      const answer = await ask(`${base}/news?${query()}`, {}, SLOWEST);
      if (answer.status === 403 || answer.status === 404) return removed();
      if (!answer.ok) throw new Error(answer.status);
      back();
      present(answer.headers.get("x-here"));
      if (answer.headers.get("x-board")) await whole();
      else if (answer.status === 200) await swap(answer);
      wait = 1000;
      // One answer a second at most.
      await pause(Math.max(0, asked + 1000 - Date.now()));
    } catch {
      gone();
      await pause(wait * (0.5 + Math.random()));
      wait = Math.min(wait * 2, 15_000);
    }
    // After a quarter of an hour the network may be another one.
    if (Date.now() - since > 15 * 60_000) {
      mode = "socket";
      failures = [];
      window.htmx.trigger(door, "connect");
    }
  }
}

// On a slow line htmx may have looked through the page before its socket extension had arrived.
window.htmx.process(door);
if ("WebSocket" in window) window.htmx.trigger(door, "connect");
else twin();
