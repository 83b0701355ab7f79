import { deepEqual, throws } from "node:assert/strict";
import { collector } from "../../../app/static/js/shared/announcer.js";
import { Clock, withClock } from "../clock.js";

/** @type {() => { told: string[], tell: ReturnType<typeof collector> }} */
function collecting() {
  /** @type {string[]} */
  const told = [];
  return { told, tell: collector((text) => void told.push(text)) };
}

Deno.test(
  "what comes within a second is told together, of the same matter only the last",
  withClock(async (clock) => {
    const { told, tell } = collecting();
    tell("1 note found", "found");
    tell("Saved");
    tell("2 notes found", "found");
    await clock.pass(999);
    deepEqual(told, []);
    await clock.pass(1);
    deepEqual(told, ["Saved 2 notes found"]);
  }),
);

Deno.test(
  "where something comes all the time, it is told once a second",
  withClock(async (clock) => {
    const { told, tell } = collecting();
    for (let times = 0; times < 25; times++) {
      tell(`${times}`, "count");
      await clock.pass(100);
    }
    deepEqual(told, ["9", "19"]);
  }),
);

Deno.test(
  "a sentence is worked out when it is told",
  withClock(async (clock) => {
    const { told, tell } = collecting();
    let count = 1;
    tell(() => `${count} new notes`);
    count = 3;
    await clock.pass(1000);
    deepEqual(told, ["3 new notes"]);
  }),
);

Deno.test("a sentence that cannot be told holds up none after it", async () => {
  const clock = new Clock();
  clock.install();
  try {
    const { told, tell } = collecting();
    tell(() => {
      throw new Error("no such message");
    });
    throws(() => clock.ring(), /no such message/);
    tell("Saved");
    await clock.pass(1000);
    deepEqual(told, ["Saved"]);
  } finally {
    clock.uninstall();
  }
});
