import { equal, rejects } from "node:assert/strict";
import { askBeforeLeaving, askUntilSettled, mayLeave } from "../../../app/static/js/shared/leaving.js";

/** Whether the browser would ask before the page is left now. */
function asks() {
  const leaving = new Event("beforeunload", { cancelable: true });
  globalThis.dispatchEvent(leaving);
  return leaving.defaultPrevented;
}

Deno.test("the browser asks while any work is unfinished", () => {
  equal(asks(), false);
  askBeforeLeaving("one");
  askBeforeLeaving("two");
  askBeforeLeaving("one");
  mayLeave("one");
  equal(asks(), true);
  mayLeave("two");
  mayLeave("two");
  equal(asks(), false);
});

Deno.test("an action is finished when it is answered or has failed", async () => {
  let fail = () => {};
  const failing = askUntilSettled(new Promise((_, reject) => (fail = () => reject(new Error("no")))));
  const answered = askUntilSettled(Promise.resolve("answer"));
  equal(asks(), true);
  equal(await answered, "answer");
  equal(asks(), true);
  fail();
  await rejects(failing, /no/);
  equal(asks(), false);
});
