import { deepEqual, rejects } from "node:assert/strict";
import { inOrder } from "../../../app/static/js/shared/timing.js";

Deno.test("tasks run one after the other, in the order of the calls", async () => {
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

Deno.test("a failed task rejects for its caller and does not block later tasks", async () => {
  const run = inOrder();
  const failing = run(() => {
    throw new Error("no");
  });
  const next = run(() => "done");
  await rejects(failing, /no/);
  deepEqual(await next, "done");
});
