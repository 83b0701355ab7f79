import { equal } from "node:assert/strict";
import { LONGEST_SILENCE, watchSilence } from "../../../app/static/js/live/silence.js";
import { withClock } from "../clock.js";

/** Milliseconds between two messages of the server. */
const ALIVE = 10_000;

/** A watch that ends with the first silence, and how often it has reported one. */
function watching() {
  const seen = { silent: 0 };
  const watch = watchSilence(() => {
    seen.silent++;
    watch.stop();
  });
  return { ...watch, seen };
}

Deno.test(
  "a connection that brings a message every ten seconds is not silent",
  withClock(async (clock) => {
    const { heard, seen, stop } = watching();
    for (let minutes = 0; minutes < 6; minutes++) {
      await clock.pass(ALIVE);
      heard();
    }
    equal(seen.silent, 0);
    stop();
    equal(clock.running, 0);
  }),
);

Deno.test(
  "a connection that brings nothing more is silent within 25 seconds",
  withClock(async (clock) => {
    const { heard, seen } = watching();
    await clock.pass(ALIVE);
    heard();
    await clock.pass(LONGEST_SILENCE - 1000);
    equal(seen.silent, 0);
    await clock.pass(25_000 - LONGEST_SILENCE + 1000);
    equal(seen.silent, 1);
    equal(clock.running, 0);
  }),
);

Deno.test(
  "after a sleep a second check reports the silence, if nothing has arrived",
  withClock(async (clock) => {
    const { seen } = watching();
    clock.forward(60 * 60_000);
    clock.ring();
    await clock.pass(3000);
    equal(seen.silent, 1);
  }),
);

Deno.test(
  "messages that arrived while the page was suspended count before it is called silent",
  withClock(async (clock) => {
    const { heard, seen, stop } = watching();
    clock.forward(60_000);
    // The timer that was due runs first, and then the messages are handled.
    clock.ring();
    equal(seen.silent, 0);
    heard();
    await clock.pass(ALIVE);
    equal(seen.silent, 0);
    stop();
  }),
);

Deno.test(
  "timers that run once a minute in a hidden tab neither report nor hide a silence",
  withClock(async (clock) => {
    const { heard, seen, stop } = watching();
    await clock.pass();
    for (let minutes = 0; minutes < 5; minutes++) {
      clock.forward(55_000);
      heard();
      clock.forward(5000);
      clock.ring();
    }
    equal(seen.silent, 0);
    for (let minutes = 0; minutes < 2 && !seen.silent; minutes++) {
      clock.forward(60_000);
      clock.ring();
    }
    equal(seen.silent, 1);
    stop();
  }),
);

Deno.test(
  "a clock that is set back hides no silence",
  withClock(async (clock) => {
    const { seen } = watching();
    await clock.pass(ALIVE);
    clock.forward(-60 * 60_000);
    // Only the date goes back: timers go on.
    clock.ring();
    await clock.pass(30_000);
    equal(seen.silent, 1);
  }),
);
