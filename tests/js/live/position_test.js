import { equal, ok } from "node:assert/strict";
import { OVERDUE, Position } from "../../../app/static/js/live/position.js";
import { withClock } from "../clock.js";

/** @param {Promise<void>} promise */
function watched(promise) {
  const seen = { settled: false };
  promise.then(() => (seen.settled = true));
  return seen;
}

Deno.test("an update that is not newer is skipped, unless it has another epoch", () => {
  const position = new Position({ seq: 41, epoch: "a" });
  ok(position.includes(40, "a"));
  ok(position.includes(41, "a"));
  ok(!position.includes(42, "a"));
  ok(!position.includes(1, "b"));
});

Deno.test(
  "a seq is reached when an update brings the page to it",
  withClock(async (clock) => {
    const position = new Position({ seq: 41, epoch: "a" });
    const [past, next, later] = [41, 42, 44].map((seq) => watched(position.reached(seq)));
    await clock.pass();
    ok(past?.settled && !next?.settled && !later?.settled);
    position.move(43, "a");
    await clock.pass();
    ok(next?.settled && !later?.settled);
    position.move(44, "a");
    await clock.pass();
    ok(later?.settled);
    equal(clock.running, 0);
  }),
);

Deno.test(
  "without an update, a seq counts as reached after three seconds",
  withClock(async (clock) => {
    const reached = watched(new Position({ seq: 41, epoch: "a" }).reached(42));
    await clock.pass(2999);
    ok(!reached.settled);
    await clock.pass(1);
    ok(reached.settled);
  }),
);

Deno.test(
  "an update that a caller has waited for is overdue after eight seconds, and is reported once",
  withClock(async (clock) => {
    const position = new Position({ seq: 41, epoch: "a" });
    let missed = 0;
    position.onMissed(() => missed++);
    position.reached(42);
    position.reached(43);
    await clock.pass(OVERDUE - 1);
    position.move(42, "a");
    equal(missed, 0);
    await clock.pass(60_000);
    equal(missed, 1);
    equal(clock.running, 0);
  }),
);

Deno.test("every change of position calls the listener", () => {
  const position = new Position({ seq: 41, epoch: "a" });
  let seen = 0;
  position.onMove(() => (seen = position.seq));
  position.move(42, "a");
  equal(seen, 42);
});
