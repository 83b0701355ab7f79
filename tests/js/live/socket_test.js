import { deepEqual, equal, ok } from "node:assert/strict";
import { Position } from "../../../app/static/js/live/position.js";
import { listenToSocket } from "../../../app/static/js/live/socket.js";
import { aroundUpdates } from "../../../app/static/js/live/updates.js";
import { withClock } from "../clock.js";

/** @typedef {import("../../../app/static/js/live/states.js").StateEvent} StateEvent */

const SOCKET = { readyState: 1, close() {} };
/** @type {string[]} */
const updates = [];
aroundUpdates(() => void updates.push("before"), () => void updates.push("after"));

/** A page with a socket that sends htmx's events. */
function listening() {
  const page = Object.assign(new EventTarget(), { hidden: false });
  Object.assign(globalThis, { document: page, matchMedia: () => ({ matches: true }) });
  updates.length = 0;
  const position = new Position({ seq: 41, epoch: "a" });
  const connection = { url: "", socket: SOCKET, config: { pauseOnBackground: true } };
  const board = { fetched: 0, running: /** @type {Promise<void> | null} */ (null), done: () => {} };
  const seen = { wanted: true, here: 0 };
  /** @type {StateEvent[]} */
  const dispatched = [];
  listenToSocket({
    address: () => `since=${position.seq}`,
    position,
    board: {
      fetch: () => (board.fetched++, board.running ??= new Promise((done) => (board.done = done))),
      running: () => board.running,
    },
    showPresence: (count) => void (seen.here = count),
    wanted: () => seen.wanted,
    dispatch: (event) => void dispatched.push(event),
  });

  /** @param {string} name @param {object} detail @returns {boolean} */
  const happens = (name, detail) =>
    page.dispatchEvent(new CustomEvent(`htmx:ws:${name}`, { detail: { connection, ...detail }, cancelable: true }));

  /** Swap a frame in as htmx does; returns whether it was swapped. @param {object} frame @param {Error} [failure] */
  async function arrives(frame, failure) {
    /** @type {Promise<unknown>[]} */
    const waits = [];
    const waitUntil = (/** @type {Promise<unknown>} */ promise) => void waits.push(promise);
    const detail = { connection, message: { data: JSON.stringify(frame) }, cancelled: false, waitUntil };
    const goesOn = page.dispatchEvent(
      new CustomEvent("htmx:ws:before:message:incoming", { detail, cancelable: true }),
    );
    await Promise.all(waits);
    if (!goesOn || detail.cancelled) return false;
    if (failure) happens("error", { error: failure });
    else happens("after:message:incoming", { message: detail.message });
    return !failure;
  }

  return { page, position, connection, board, seen, dispatched, happens, arrives };
}

Deno.test("a frame is swapped in, and the next connection asks for later updates", async () => {
  const { arrives, happens, position, connection } = listening();
  happens("before:connection", {});
  equal(connection.url, "since=41");
  ok(await arrives({ seq: 42, epoch: "a", content: "…", here: 3 }));
  deepEqual(updates, ["before", "after"]);
  equal(position.seq, 42);
  equal(connection.url, "since=42");
});

Deno.test("a frame that is not newer is skipped", async () => {
  const { arrives, position, seen } = listening();
  ok(!(await arrives({ seq: 41, epoch: "a", content: "…", here: 3 })));
  deepEqual(updates, []);
  equal(position.seq, 41);
  equal(seen.here, 3);
});

Deno.test("a private fragment is swapped in and does not change the position", async () => {
  const { arrives, position } = listening();
  ok(await arrives({ content: "…" }));
  deepEqual(updates, ["before", "after"]);
  equal(position.seq, 41);
});

Deno.test("frames wait during a fetch of the board, and those that it includes are skipped", async () => {
  const { arrives, board, position } = listening();
  const [first, old, next] = [
    arrives({ seq: 50, epoch: "a", board: true }),
    arrives({ seq: 51, epoch: "a", content: "…" }),
    arrives({ seq: 53, epoch: "a", content: "…" }),
  ];
  deepEqual(updates, []);
  position.move(52, "a");
  board.done();
  deepEqual(await Promise.all([first, old, next]), [false, false, true]);
  equal(position.seq, 53);
});

Deno.test("if a frame cannot be swapped in, the board is fetched and later frames wait", async () => {
  const { arrives, board, position } = listening();
  ok(!(await arrives({ seq: 42, epoch: "a", content: "…" }, new Error("cannot be swapped in"))));
  deepEqual(updates, ["before", "after"]);
  equal(board.fetched, 1);
  const next = arrives({ seq: 43, epoch: "a", content: "…" });
  position.move(43, "a");
  board.done();
  ok(!(await next));
});

Deno.test("a socket error without a failed frame does not fetch the board", () => {
  const { happens, board, dispatched } = listening();
  happens("error", { error: new Event("error") });
  equal(board.fetched, 0);
  deepEqual(dispatched, []);
});

Deno.test("a socket that cannot be created leads to polling at once", () => {
  const { happens, dispatched } = listening();
  happens("error", { connection: { url: "", socket: null, config: {} }, error: new Error("not allowed") });
  deepEqual(dispatched, ["gave-up"]);
});

Deno.test(
  "the fourth lost socket within a minute leads to polling",
  withClock(async (clock) => {
    const { happens, dispatched } = listening();
    for (const wait of [0, 61_000, 1000, 1000, 1000]) {
      await clock.pass(wait);
      happens("close", { reason: "closed", code: 1006 });
    }
    deepEqual(dispatched, ["closed", "closed", "closed", "closed", "gave-up"]);
  }),
);

Deno.test("sockets that close while the tab is hidden do not count as failures", () => {
  const { happens, dispatched, page } = listening();
  page.hidden = true;
  for (let times = 0; times < 5; times++) happens("close", { reason: "closed", code: 1005 });
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  happens("close", { reason: "closed", code: 1006 });
  deepEqual(dispatched, ["paused", "paused", "paused", "paused", "paused", "resumed", "closed"]);
});

Deno.test("two close codes dismiss the page, and a close by htmx does not", () => {
  const { happens, dispatched } = listening();
  happens("close", { reason: "removed", code: null });
  happens("close", { reason: "cancelled", code: null });
  for (const code of [1008, 4403]) happens("close", { reason: "closed", code });
  deepEqual(dispatched, ["dismissed", "dismissed"]);
});

Deno.test("no socket is opened when none is wanted", () => {
  const { happens, dispatched, seen } = listening();
  seen.wanted = false;
  ok(!happens("before:connection", {}));
  deepEqual(dispatched, []);
});

Deno.test("a computer keeps its socket while its tab is hidden", () => {
  const { happens, connection } = listening();
  happens("before:connection", {});
  equal(connection.config.pauseOnBackground, false);
});
