import { deepEqual, equal, ok } from "node:assert/strict";
import { isOffline, polls, START, step, TABLE, wantsSocket } from "../../../app/static/js/live/states.js";

/** @typedef {import("../../../app/static/js/live/states.js").State} State */
/** @typedef {import("../../../app/static/js/live/states.js").StateEvent} StateEvent */
/** @typedef {import("../../../app/static/js/live/states.js").Action} Action */
/** @typedef {import("../../../app/static/js/live/states.js").Transport} Transport */
/** @typedef {import("../../../app/static/js/live/states.js").Board} Board */

const BOARD = ["current", "fetching", "refetching"];
const NAMES = /** @type {(Transport | Board)[]} */ (Object.keys(TABLE));
const TRANSPORTS = /** @type {Transport[]} */ (NAMES.filter((name) => !BOARD.includes(name)));
const EVENTS = /** @type {StateEvent[]} */ ([...new Set(NAMES.flatMap((name) => Object.keys(TABLE[name])))]);

/**
 * Every path of this many events from a state, with its actions.
 * @param {State} state
 * @param {number} length
 * @returns {{ state: State, done: Action[] }[]}
 */
function ways(state, length) {
  if (!length) return [{ state, done: [] }];
  return EVENTS.flatMap((event) => {
    const { state: next, actions } = step(state, event);
    return ways(next, length - 1).map((way) => ({ state: way.state, done: [...actions, ...way.done] }));
  });
}

/** @param {State} state @param {StateEvent[]} events */
const after = (state, ...events) => events.reduce((now, event) => step(now, event).state, state);

Deno.test("every step of the table leads to a state of the table", () => {
  for (const name of NAMES) {
    for (const [next] of Object.values(TABLE[name])) {
      ok(next in TABLE, next);
      equal(BOARD.includes(next), BOARD.includes(name), `${name} → ${next}`);
    }
  }
});

Deno.test("every state has a way out, and a removed page connects again only if it is readmitted", () => {
  const final = NAMES.filter((name) => Object.values(TABLE[name]).every(([next]) => next === name));
  deepEqual(final, []);
  deepEqual(Object.keys(TABLE.removed), ["readmitted"]);
  const { state, actions } = step({ transport: "removed", board: "current" }, "readmitted");
  equal(state.transport, "connecting");
  ok(actions.includes("open-socket"));
});

Deno.test("a timeout runs exactly while the page waits for a socket", () => {
  for (const { state, done } of ways(START, 4)) {
    const last = done.findLast((action) => action.endsWith("-timeout"));
    const runs = last === undefined || last === "start-timeout";
    equal(runs, ["connecting", "reconnecting"].includes(state.transport), `${state.transport}: ${done}`);
  }
});

Deno.test("after the timeout, the page polls", () => {
  for (const transport of /** @type {const} */ (["connecting", "reconnecting"])) {
    const { state, actions } = step({ transport, board: "current" }, "timed-out");
    ok(polls(state));
    ok(actions.includes("start-polling") && actions.includes("close-socket"));
  }
});

Deno.test("once started, the page polls until it wants a socket again or is dismissed", () => {
  for (const { state, done } of ways(START, 4)) {
    const last = done.findLast((action) => ["start-polling", "open-socket", "ask-why"].includes(action));
    equal(polls(state), last === "start-polling", `${state.transport}: ${done}`);
  }
});

Deno.test("a page wants a socket, polls, or has been removed", () => {
  for (const transport of TRANSPORTS) {
    const state = /** @type {State} */ ({ transport, board: "current" });
    equal([wantsSocket(state), polls(state), transport === "removed"].filter(Boolean).length, 1, transport);
  }
});

Deno.test("a dismissed page asks why, from every state", () => {
  for (const transport of TRANSPORTS.filter((name) => name !== "removed")) {
    const { state, actions } = step({ transport, board: "current" }, "dismissed");
    equal(state.transport, "removed");
    ok(actions.includes("ask-why"));
  }
});

Deno.test("a failed fetch of the board makes the page offline until the board is fetched", () => {
  for (const transport of /** @type {const} */ (["open", "polling"])) {
    const failed = after({ transport, board: "current" }, "behind", "fetch-failed", "fetch-failed");
    equal(isOffline(failed), true);
    const { state, actions } = step(failed, "fetched");
    equal(isOffline(state), false);
    deepEqual(actions, ["announce-return"]);
  }
});

Deno.test("a page with an open socket or an answered poll and a current board is online", () => {
  for (const { state } of ways(START, 4)) {
    const online = after(state, "opened", "answered", "fetched");
    if (online.transport === "paused" || online.transport === "removed") continue;
    equal(isOffline(online), false, `${state.transport}, ${state.board}`);
  }
});

Deno.test("a lost socket makes the page offline until a socket opens or a poll is answered", () => {
  const lost = after(START, "opened", "closed");
  equal(isOffline(lost), true);
  equal(isOffline(after(lost, "trying")), true);
  equal(isOffline(after(lost, "trying", "opened")), false);
  equal(isOffline(after(lost, "gave-up")), null);
  equal(isOffline(after(lost, "gave-up", "answered")), false);
});

Deno.test("a hidden tab without a socket is not offline, and reconnects when it is shown", () => {
  const paused = after(START, "opened", "paused");
  equal(isOffline(paused), null);
  deepEqual(step(paused, "resumed"), {
    state: { transport: "connecting", board: "current" },
    actions: ["start-timeout"],
  });
});

Deno.test("every return of the connection is announced, so that the outbox sends again", () => {
  const back = [
    [START, "opened"],
    [after(START, "opened", "closed"), "opened"],
    [after(START, "gave-up"), "answered"],
    [after(START, "gave-up", "unanswered"), "answered"],
    [after(START, "opened", "behind", "fetch-failed"), "fetched"],
  ];
  for (const [state, event] of /** @type {[State, StateEvent][]} */ (back)) {
    ok(step(state, event).actions.includes("announce-return"), `${state.transport}, ${event}`);
  }
  deepEqual(step(after(START, "gave-up", "answered"), "answered").actions, []);
});

Deno.test("sockets are tried again from every state of polling", () => {
  for (const transport of /** @type {const} */ (["first-poll", "polling", "poll-failed"])) {
    const { state, actions } = step({ transport, board: "current" }, "socket-again");
    equal(state.transport, "connecting");
    deepEqual(actions, ["start-timeout", "open-socket"]);
  }
});
