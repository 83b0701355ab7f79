import { deepEqual, equal } from "node:assert/strict";
import { connection, SOCKET_TIMEOUT } from "../../../app/static/js/live/connection.js";
import { withClock } from "../clock.js";

/** A connection, all that it did, and what it last said about being offline. */
function started() {
  /** @type {string[]} */
  const done = [];
  /** @type {{ offline: boolean | null }} */
  const seen = { offline: null };
  const names =
    /** @type {const} */ (["open-socket", "close-socket", "start-polling", "announce-return", "show-removed"]);
  const doing = Object.fromEntries(names.map((name) => [name, () => void done.push(name)]));
  const made = connection(
    /** @type {Record<(typeof names)[number], () => void>} */ (doing),
    (offline) => void (seen.offline = offline),
  );
  return { ...made, done, seen };
}

Deno.test(
  "a socket that neither opens nor fails is given up after eight seconds",
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
  "an open socket is not given up",
  withClock(async (clock) => {
    const { tell, state, done, seen } = started();
    tell("trying");
    tell("opened");
    await clock.pass(10 * SOCKET_TIMEOUT);
    equal(state().transport, "open");
    equal(seen.offline, false);
    deepEqual(done, ["announce-return"]);
  }),
);

Deno.test(
  "a closed socket that is not tried again is given up too",
  withClock(async (clock) => {
    const { tell, state, seen } = started();
    tell("opened");
    tell("closed");
    equal(seen.offline, true);
    await clock.pass(SOCKET_TIMEOUT);
    equal(state().transport, "first-poll");
    tell("answered");
    equal(seen.offline, false);
  }),
);

Deno.test(
  "a hidden tab gives nothing up, and has eight seconds once it is shown",
  withClock(async (clock) => {
    const { tell, state } = started();
    tell("opened");
    tell("paused");
    await clock.pass(60 * 60_000);
    equal(state().transport, "paused");
    tell("resumed");
    await clock.pass(SOCKET_TIMEOUT);
    equal(state().transport, "first-poll");
  }),
);
