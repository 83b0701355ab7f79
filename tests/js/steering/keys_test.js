import { equal } from "node:assert/strict";
import { moveOf } from "../../../app/static/js/steering/keys.js";

Deno.test("an arrow moves a note the way it points, in either direction of reading", () => {
  equal(moveOf("ArrowUp", false), "up");
  equal(moveOf("ArrowDown", true), "down");
  // Where people read from the right, the next question is on the left.
  equal(moveOf("ArrowLeft", false), "left");
  equal(moveOf("ArrowLeft", true), "right");
  equal(moveOf("ArrowRight", true), "left");
  equal(moveOf("h", false), undefined);
});
