import { deepEqual, equal } from "node:assert/strict";
import { difference, GRACE, minutes, reading } from "../../../app/static/js/live/countdown.js";

const END = 1_000_000;
/** @param {Partial<import("../../../app/static/js/live/countdown.js").Timer>} timer */
const timer = (timer) => ({ ends: END, left: null, freezes: false, ...timer });

Deno.test("a timer shows whole seconds, and 00:01 until the very end", () => {
  deepEqual(reading(timer({}), END - 400_000), { stage: "running", text: "06:40" });
  deepEqual(reading(timer({}), END - 399_001), { stage: "running", text: "06:40" });
  deepEqual(reading(timer({}), END - 60_000), { stage: "last-minute", text: "01:00" });
  deepEqual(reading(timer({}), END - 1), { stage: "last-minute", text: "00:01" });
  deepEqual(reading(timer({}), END), { stage: "over", text: "00:00" });
});

Deno.test("a board freezes when the grace after the end has passed, and only if it was chosen", () => {
  equal(reading(timer({ freezes: true }), END + GRACE).stage, "over");
  equal(reading(timer({ freezes: true }), END + GRACE + 1).stage, "frozen");
  equal(reading(timer({ freezes: false }), END + 10 * GRACE).stage, "over");
});

Deno.test("a paused timer shows what is left, and no timer shows nothing", () => {
  deepEqual(reading(timer({ ends: null, left: 125 }), 0), { stage: "paused", text: "02:05" });
  deepEqual(reading(timer({ ends: null }), 0), { stage: "off", text: "" });
});

Deno.test("hours are minutes", () => equal(minutes(7200), "120:00"));

Deno.test("two devices whose clocks differ by an hour show the same time", () => {
  const HOUR = 3_600_000;
  for (const wrong of [0, HOUR, -HOUR]) {
    // The second question was answered quickest, 40 ms after it was asked, in the middle of which the server's time was 500.
    const samples = [[0, 900, 700], [480, 520, 500], [2000, 2500, 2100]].map((
      [asked = 0, answered = 0, server = 0],
    ) => ({
      asked: asked + wrong,
      answered: answered + wrong,
      server,
    }));
    equal(difference(samples) + wrong, 0);
  }
});
