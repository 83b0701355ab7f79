import { deepEqual, equal } from "node:assert/strict";
import { longPoll, SOCKETS_AGAIN } from "../../../app/static/js/live/long-poll.js";
import { withClock } from "../clock.js";
import { answer, answering, connectionAfter } from "./answers.js";

/** @typedef {import("../../../app/static/js/shared/request.js").Answer} Answer */

const GONE = new TypeError("no network");

/**
 * A page that has started to poll.
 * @param {(Answer | Error)[]} answers
 * @param {Partial<Parameters<typeof longPoll>[0]>} [overrides]
 */
function polling(answers, overrides = {}) {
  const connection = connectionAfter("gave-up");
  const { ask, asked } = answering(...answers);
  /** @type {string[]} */
  const done = [];
  const did = (/** @type {string} */ what) => () => (done.push(what), Promise.resolve());
  const ended = longPoll({
    ask,
    apply: did("applied"),
    fetchBoard: did("board"),
    shown: () => Promise.resolve(),
    showPresence: (count) => void done.push(`${count} here`),
    connection,
    ...overrides,
  });
  return { connection, asked, done, ended };
}

Deno.test(
  "updates are swapped in, and a page asks at most once a second",
  withClock(async (clock) => {
    const { asked, done, connection } = polling([answer(200, { "x-here": "3" }), answer(204, { "x-here": "4" })]);
    await clock.pass();
    deepEqual(done, ["3 here", "applied"]);
    await clock.pass(999);
    equal(asked(), 1);
    await clock.pass(1);
    equal(asked(), 2);
    deepEqual(done.slice(2), ["4 here"]);
    equal(connection.state().transport, "polling");
  }),
);

Deno.test(
  "the whole board is fetched if the server asks for it",
  withClock(async (clock) => {
    const { done } = polling([answer(204, { "x-board": "whole" })]);
    await clock.pass();
    deepEqual(done, ["null here", "board"]);
  }),
);

Deno.test(
  "an update that cannot be swapped in is reported, and the board is fetched",
  withClock(async (clock, reported) => {
    const failure = new Error("cannot be swapped in");
    const { done, connection } = polling([answer(200)], { apply: () => Promise.reject(failure) });
    await clock.pass();
    deepEqual(done, ["null here", "board"]);
    deepEqual(reported, [failure]);
    equal(connection.state().transport, "polling");
  }),
);

Deno.test(
  "without an answer, the page asks at growing intervals, and the first answer makes it online",
  withClock(async (clock) => {
    const { asked, connection } = polling([GONE, answer(500), GONE, answer(204)]);
    await clock.pass();
    equal(connection.state().transport, "poll-failed");
    for (const [wait, times] of [[1000, 2], [2000, 3], [4000, 4]]) {
      await clock.pass(Number(wait) - 1);
      equal(asked(), Number(times) - 1);
      await clock.pass(1);
      equal(asked(), times);
    }
    equal(connection.state().transport, "polling");
    deepEqual(connection.dispatched, ["unanswered", "unanswered", "unanswered", "answered"]);
  }),
);

Deno.test(
  "an exception in the page does not end polling",
  withClock(async (clock, reported) => {
    let shown = 0;
    const failure = new Error("the page has no #presence");
    const showPresence = () => {
      if (!shown++) throw failure;
    };
    const { asked, connection } = polling([answer(204)], { showPresence });
    await clock.pass(1000);
    deepEqual(reported, [failure]);
    equal(asked(), 2);
    equal(connection.state().transport, "polling");
  }),
);

Deno.test(
  "a removed seat is dismissed and stops asking",
  withClock(async (clock) => {
    const { asked, connection, ended } = polling([answer(204), answer(403)]);
    await clock.pass(60_000);
    await ended;
    equal(connection.state().transport, "removed");
    equal(asked(), 2);
    equal(clock.running, 0);
  }),
);

Deno.test(
  "after 15 minutes sockets are tried again, whatever the last answer was",
  withClock(async (clock) => {
    for (const last of [answer(204), GONE]) {
      const { connection, ended } = polling([last]);
      await clock.pass(SOCKETS_AGAIN + 30_000);
      await ended;
      equal(connection.state().transport, "connecting");
    }
  }),
);

Deno.test(
  "only a visible page asks",
  withClock(async (clock) => {
    let show = () => {};
    const { asked } = polling([answer(204)], { shown: () => new Promise((done) => (show = done)) });
    await clock.pass(60_000);
    equal(asked(), 0);
    show();
    await clock.pass();
    equal(asked(), 1);
  }),
);
