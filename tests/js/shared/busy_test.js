import { equal } from "node:assert/strict";
import { begin } from "../../../app/static/js/shared/busy.js";
import { withClock } from "../clock.js";

/** The status line of a page without a browser. */
const status = { textContent: "", dataset: { sending: "Sending…", opening: "Opening the page…" } };
Object.assign(globalThis, { document: { querySelector: () => status } });

Deno.test(
  "only what takes longer than 300 ms is said, and it is said until the last of it is over",
  withClock(async (clock) => {
    begin("sending")();
    const [first, last] = [begin("sending"), begin("sending")];
    await clock.pass(299);
    equal(status.textContent, "");
    await clock.pass(1);
    equal(status.textContent, "Sending…");
    first();
    equal(status.textContent, "Sending…");
    last();
    equal(status.textContent, "");
  }),
);

Deno.test(
  "nothing is said of a form that another script has sent",
  withClock(async (clock) => {
    const done = begin("opening", () => false);
    await clock.pass(1000);
    equal(status.textContent, "");
    done();
  }),
);
