import { deepEqual, equal } from "node:assert/strict";
import { connection, SOCKET_TIMEOUT } from "../../../app/static/js/live/connection.js";
import { withClock } from "../clock.js";

/** A connection, its actions, and its last report on being offline. */
function started() {
  /** @type {string[]} */
  const done = [];
  /** @type {{ offline: boolean | null }} */
  const seen = { offline: null };
  const names = /** @type {const} */ (["open-socket", "close-socket", "start-polling", "announce-return", "ask-why"]);
  const doing = Object.fromEntries(names.map((name) => [name, () => void done.push(name)]));
  const made = connection(
    /** @type {Record<(typeof names)[number], () => void>} */ (doing),
    (offline) => void (seen.offline = offline),
  );
  return { ...made, done, seen };
}

Deno.test(
  "a socket that neither opens nor fails leads to polling after eight seconds",
  withClock(async (clock) => {
    const { state, done } = started();
    await clock.pass(SOCKET_TIMEOUT - 1);
    equal(state().transport, "connecting");
    await clock.pass(1);
    equal(state().transport, "first-poll");
    deepEqual(done, ["close-socket", "start-polling"]);
    equal(clock.running, 0);
  }),
);

Deno.test(
  "an open socket does not lead to polling",
  withClock(async (clock) => {
    const { dispatch, state, done, seen } = started();
    dispatch("trying");
    dispatch("opened");
    await clock.pass(10 * SOCKET_TIMEOUT);
    equal(state().transport, "open");
    equal(seen.offline, false);
    deepEqual(done, ["announce-return"]);
  }),
);

Deno.test(
  "a closed socket that is not reopened leads to polling too",
  withClock(async (clock) => {
    const { dispatch, state, seen } = started();
    dispatch("opened");
    dispatch("closed");
    equal(seen.offline, true);
    await clock.pass(SOCKET_TIMEOUT);
    equal(state().transport, "first-poll");
    dispatch("answered");
    equal(seen.offline, false);
  }),
);

Deno.test(
  "a hidden tab does not poll, and waits eight seconds for a socket once it is shown",
  withClock(async (clock) => {
    const { dispatch, state } = started();
    dispatch("opened");
    dispatch("paused");
    await clock.pass(60 * 60_000);
    equal(state().transport, "paused");
    dispatch("resumed");
    await clock.pass(SOCKET_TIMEOUT);
    equal(state().transport, "first-poll");
  }),
);
