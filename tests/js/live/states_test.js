import { deepEqual, equal, ok } from "node:assert/strict";
import { isOffline, polls, START, step, TABLE, wantsSocket } from "../../../app/static/js/live/states.js";

/** @typedef {import("../../../app/static/js/live/states.js").State} State */
/** @typedef {import("../../../app/static/js/live/states.js").Happening} Happening */
/** @typedef {import("../../../app/static/js/live/states.js").Action} Action */
/** @typedef {import("../../../app/static/js/live/states.js").Transport} Transport */
/** @typedef {import("../../../app/static/js/live/states.js").Board} Board */

const BOARD = ["current", "fetching", "refetching"];
const NAMES = /** @type {(Transport | Board)[]} */ (Object.keys(TABLE));
const TRANSPORTS = /** @type {Transport[]} */ (NAMES.filter((name) => !BOARD.includes(name)));
const HAPPENINGS = /** @type {Happening[]} */ ([...new Set(NAMES.flatMap((name) => Object.keys(TABLE[name])))]);

/**
 * Every way from a state through this many happenings, with all that was done on it.
 * @param {State} state
 * @param {number} length
 * @returns {{ state: State, done: Action[] }[]}
 */
function ways(state, length) {
  if (!length) return [{ state, done: [] }];
  return HAPPENINGS.flatMap((happening) => {
    const { state: next, actions } = step(state, happening);
    return ways(next, length - 1).map((way) => ({ state: way.state, done: [...actions, ...way.done] }));
  });
}

/** @param {State} state @param {Happening[]} happenings */
const after = (state, ...happenings) => happenings.reduce((now, happening) => step(now, happening).state, state);

Deno.test("every step of the table leads to a state of the table", () => {
  for (const name of NAMES) {
    for (const [next] of Object.values(TABLE[name])) {
      ok(next in TABLE, next);
      equal(BOARD.includes(next), BOARD.includes(name), `${name} → ${next}`);
    }
  }
});

Deno.test("only someone who has been removed stays where they are", () => {
  const final = NAMES.filter((name) => Object.values(TABLE[name]).every(([next]) => next === name));
  deepEqual(final, ["removed"]);
});

Deno.test("a timeout runs exactly while the page waits for a socket", () => {
  for (const { state, done } of ways(START, 4)) {
    const last = done.findLast((action) => action.endsWith("-timeout"));
    const runs = last === undefined || last === "start-timeout";
    equal(runs, ["connecting", "reconnecting"].includes(state.transport), `${state.transport}: ${done}`);
  }
});

Deno.test("when the timeout is over, the page asks by long poll", () => {
  for (const transport of /** @type {const} */ (["connecting", "reconnecting"])) {
    const { state, actions } = step({ transport, board: "current" }, "timed-out");
    ok(polls(state));
    ok(actions.includes("start-polling") && actions.includes("close-socket"));
  }
});

Deno.test("the page polls from the moment it starts to until it wants a socket again or is dismissed", () => {
  for (const { state, done } of ways(START, 4)) {
    const last = done.findLast((action) => ["start-polling", "open-socket", "show-removed"].includes(action));
    equal(polls(state), last === "start-polling", `${state.transport}: ${done}`);
  }
});

Deno.test("a page wants a socket, polls, or is not at the workshop any more", () => {
  for (const transport of TRANSPORTS) {
    const state = /** @type {State} */ ({ transport, board: "current" });
    equal([wantsSocket(state), polls(state), transport === "removed"].filter(Boolean).length, 1, transport);
  }
});

Deno.test("someone who is dismissed is told so, whatever the page was doing", () => {
  for (const transport of TRANSPORTS.filter((name) => name !== "removed")) {
    const { state, actions } = step({ transport, board: "current" }, "dismissed");
    equal(state.transport, "removed");
    ok(actions.includes("show-removed"));
  }
});

Deno.test("a board that could not be fetched makes the page offline, and the fetched board ends that", () => {
  for (const transport of /** @type {const} */ (["open", "polling"])) {
    const failed = after({ transport, board: "current" }, "behind", "fetch-failed", "fetch-failed");
    equal(isOffline(failed), true);
    const { state, actions } = step(failed, "fetched");
    equal(isOffline(state), false);
    deepEqual(actions, ["announce-return"]);
  }
});

Deno.test("with an open socket or an answered poll, and the board in the page, no page is offline", () => {
  for (const { state } of ways(START, 4)) {
    const online = after(state, "opened", "answered", "fetched");
    if (online.transport === "paused" || online.transport === "removed") continue;
    equal(isOffline(online), false, `${state.transport}, ${state.board}`);
  }
});

Deno.test("a lost socket makes the page offline until it is open again or a poll is answered", () => {
  const lost = after(START, "opened", "closed");
  equal(isOffline(lost), true);
  equal(isOffline(after(lost, "trying")), true);
  equal(isOffline(after(lost, "trying", "opened")), false);
  equal(isOffline(after(lost, "gave-up")), null);
  equal(isOffline(after(lost, "gave-up", "answered")), false);
});

Deno.test("a hidden tab that puts its socket away is not offline, and connects again when it is shown", () => {
  const paused = after(START, "opened", "paused");
  equal(isOffline(paused), null);
  deepEqual(step(paused, "resumed"), {
    state: { transport: "connecting", board: "current" },
    actions: ["start-timeout"],
  });
});

Deno.test("what was written is sent again whenever the connection has come back", () => {
  const back = [
    [START, "opened"],
    [after(START, "opened", "closed"), "opened"],
    [after(START, "gave-up"), "answered"],
    [after(START, "gave-up", "unanswered"), "answered"],
    [after(START, "opened", "behind", "fetch-failed"), "fetched"],
  ];
  for (const [state, happening] of /** @type {[State, Happening][]} */ (back)) {
    ok(step(state, happening).actions.includes("announce-return"), `${state.transport}, ${happening}`);
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
