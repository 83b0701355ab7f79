import { deepEqual, equal, ok } from "node:assert/strict";
import { Position } from "../../../app/static/js/live/position.js";
import { LONGEST_SILENCE } from "../../../app/static/js/live/silence.js";
import { listenToSocket } from "../../../app/static/js/live/socket.js";
import { aroundUpdates } from "../../../app/static/js/live/updates.js";
import { withClock } from "../clock.js";

/** @typedef {import("../../../app/static/js/live/states.js").StateEvent} StateEvent */

/** The server's longest interval between two frames, and the longest until a page notices that none comes. */
const [ALIVE, NOTICED] = [10_000, 25_000];
/** @type {string[]} */
const updates = [];
aroundUpdates(() => void updates.push("before"), () => void updates.push("after"));

/** @param {Event} event */
const codeOf = (event) => event instanceof CloseEvent ? event.code : 0;

/** A page with a socket that sends htmx's events. */
function listening() {
  /** @type {string[]} */
  const triggered = [];
  const page = Object.assign(new EventTarget(), { hidden: false, getElementById: () => ({}) });
  const htmx = { trigger: (/** @type {unknown} */ _element, /** @type {string} */ name) => void triggered.push(name) };
  Object.assign(globalThis, { document: page, htmx, matchMedia: () => ({ matches: true }) });
  updates.length = 0;
  const position = new Position({ seq: 41, epoch: "a" });
  const readyState = /** @type {number} */ (WebSocket.OPEN);
  const socket = Object.assign(new EventTarget(), { readyState, close() {} });
  /** @type {{ url: string, socket: typeof socket | null, config: { pauseOnBackground: boolean } }} */
  const connection = { url: "", socket, config: { pauseOnBackground: true } };
  const board = { fetched: 0, running: /** @type {Promise<void> | null} */ (null), done: () => {} };
  const seen = { wanted: true, here: 0 };
  /** @type {StateEvent[]} */
  const dispatched = [];
  const { renew } = listenToSocket({
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

  /** Open the socket, as htmx does: it listens first, and opens another after some codes. */
  function opens() {
    happens("before:connection", {});
    socket.addEventListener("close", (event) => {
      if (event.target === connection.socket) happens("close", { reason: "closed", code: codeOf(event) });
    });
    happens("after:connection", {});
  }

  /** The end of the socket as the browser reports it. @param {number} code */
  const ends = (code) => socket.dispatchEvent(new CloseEvent("close", { code }));
  const hears = () => socket.dispatchEvent(new MessageEvent("message", { data: "{}" }));

  const parts = { page, socket, position, connection, board, seen, dispatched, triggered };
  return { ...parts, happens, arrives, opens, ends, hears, renew };
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

Deno.test(
  "a socket that goes silent without closing counts as lost within 25 seconds",
  withClock(async (clock) => {
    const { opens, hears, dispatched } = listening();
    opens();
    for (let times = 0; times < 6; times++) {
      hears();
      await clock.pass(ALIVE);
    }
    deepEqual(dispatched, ["trying", "opened"]);
    await clock.pass(NOTICED - ALIVE);
    deepEqual(dispatched, ["trying", "opened", "closed"]);
    equal(clock.running, 0);
  }),
);

Deno.test(
  "a socket that opens and never brings anything leads to polling",
  withClock(async (clock) => {
    const { opens, ends, dispatched } = listening();
    opens();
    await clock.pass(NOTICED);
    deepEqual(dispatched, ["trying", "opened", "gave-up"]);
    ends(1006);
    equal(clock.running, 0);
  }),
);

Deno.test(
  "a socket that has closed is not watched any more",
  withClock(async (clock) => {
    const { opens, hears, ends, dispatched } = listening();
    opens();
    hears();
    ends(1012);
    await clock.pass(10 * LONGEST_SILENCE);
    deepEqual(dispatched, ["trying", "opened", "closed"]);
    equal(clock.running, 0);
  }),
);

Deno.test("the late end of a socket that was replaced is not heard, whatever its code", () => {
  const { opens, ends, happens, renew, dispatched } = listening();
  opens();
  renew();
  happens("error", { error: new Event("error") });
  ends(1000);
  ends(4403);
  deepEqual(dispatched, ["trying", "opened", "closed"]);
});

Deno.test("a socket that is replaced does not count as a failure of the network", () => {
  const { opens, happens, renew, dispatched } = listening();
  const earlier = { url: "", socket: null, config: {} };
  for (let times = 0; times < 3; times++) happens("close", { connection: earlier, reason: "closed", code: 1006 });
  opens();
  renew();
  deepEqual(dispatched, ["closed", "closed", "closed", "trying", "opened", "closed"]);
});

Deno.test("a socket that has ended already is replaced by connecting, which does nothing while htmx connects", () => {
  const { opens, ends, renew, dispatched, triggered } = listening();
  opens();
  ends(1000);
  renew();
  deepEqual(dispatched, ["trying", "opened", "closed"]);
  deepEqual(triggered, ["connect"]);
});

Deno.test("a phone whose socket is still closing when the page is shown again replaces it", () => {
  const { opens, page, socket, dispatched } = listening();
  opens();
  page.hidden = true;
  socket.readyState = WebSocket.CLOSING;
  page.dispatchEvent(new Event("visibilitychange"));
  page.hidden = false;
  page.dispatchEvent(new Event("visibilitychange"));
  deepEqual(dispatched, ["trying", "opened", "resumed", "closed"]);
});

Deno.test("a hidden phone replaces no socket", () => {
  const { opens, page, connection, renew, dispatched } = listening();
  opens();
  connection.config.pauseOnBackground = true;
  page.hidden = true;
  renew();
  deepEqual(dispatched, ["trying", "opened"]);
});
