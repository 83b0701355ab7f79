import { deepEqual, throws } from "node:assert/strict";
import { collector } from "../../../app/static/js/shared/announcer.js";
import { Clock, withClock } from "../clock.js";

/** @type {() => { shown: string[], say: ReturnType<typeof collector> }} */
function collecting() {
  /** @type {string[]} */
  const shown = [];
  return { shown, say: collector((text) => void shown.push(text)) };
}

Deno.test(
  "sentences of one second are announced together, of the same matter only the last",
  withClock(async (clock) => {
    const { shown, say } = collecting();
    say("1 note found", "found");
    say("Saved");
    say("2 notes found", "found");
    await clock.pass(999);
    deepEqual(shown, []);
    await clock.pass(1);
    deepEqual(shown, ["Saved 2 notes found"]);
  }),
);

Deno.test(
  "continuous sentences are announced once a second",
  withClock(async (clock) => {
    const { shown, say } = collecting();
    for (let times = 0; times < 25; times++) {
      say(`${times}`, "count");
      await clock.pass(100);
    }
    deepEqual(shown, ["9", "19"]);
  }),
);

Deno.test(
  "a sentence is computed when it is announced",
  withClock(async (clock) => {
    const { shown, say } = collecting();
    let count = 1;
    say(() => `${count} new notes`);
    count = 3;
    await clock.pass(1000);
    deepEqual(shown, ["3 new notes"]);
  }),
);

Deno.test("a sentence that fails does not block later ones", async () => {
  const clock = new Clock();
  clock.install();
  try {
    const { shown, say } = collecting();
    say(() => {
      throw new Error("no such message");
    });
    throws(() => clock.ring(), /no such message/);
    say("Saved");
    await clock.pass(1000);
    deepEqual(shown, ["Saved"]);
  } finally {
    clock.uninstall();
  }
});
