import { equal } from "node:assert/strict";
import { moveOf } from "../../../app/static/js/steering/keys.js";

Deno.test("an arrow key moves a note in its direction, also on right-to-left pages", () => {
  equal(moveOf("ArrowUp", false), "up");
  equal(moveOf("ArrowDown", true), "down");
  // On right-to-left pages, the next question is on the left.
  equal(moveOf("ArrowLeft", false), "left");
  equal(moveOf("ArrowLeft", true), "right");
  equal(moveOf("ArrowRight", true), "left");
  equal(moveOf("h", false), undefined);
});
