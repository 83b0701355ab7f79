import { deepEqual, rejects } from "node:assert/strict";
import { inOrder } from "../../../app/static/js/shared/timing.js";

Deno.test("tasks run one after the other, in the order in which they were given", async () => {
  const run = inOrder();
  /** @type {string[]} */
  const done = [];
  let finish = () => {};
  const slow = run(() => new Promise((resolve) => (finish = () => (done.push("slow"), resolve(1)))));
  const quick = run(() => void done.push("quick"));
  await Promise.resolve();
  deepEqual(done, []);
  finish();
  await Promise.all([slow, quick]);
  deepEqual(done, ["slow", "quick"]);
});

Deno.test("a task that fails fails for its caller, and holds up none after it", async () => {
  const run = inOrder();
  const failing = run(() => {
    throw new Error("no");
  });
  const next = run(() => "done");
  await rejects(failing, /no/);
  deepEqual(await next, "done");
});
