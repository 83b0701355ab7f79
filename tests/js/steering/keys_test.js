import { equal } from "node:assert/strict";
import { asksToUndo, moveOf } from "../../../app/static/js/steering/keys.js";

Deno.test("an arrow key moves a note in its direction, also on right-to-left pages", () => {
  equal(moveOf("ArrowUp", false), "up");
  equal(moveOf("ArrowDown", true), "down");
  // On right-to-left pages, the next question is on the left.
  equal(moveOf("ArrowLeft", false), "left");
  equal(moveOf("ArrowLeft", true), "right");
  equal(moveOf("ArrowRight", true), "left");
  equal(moveOf("h", false), undefined);
});

/** @param {Partial<KeyboardEvent>} [change] */
const press = (change = {}) => ({
  key: "z",
  ctrlKey: true,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  repeat: false,
  ...change,
});

Deno.test("Ctrl+Z and Command+Z undo the last action, and other keys do not", () => {
  equal(asksToUndo(press(), false), true);
  equal(asksToUndo(press({ key: "Z", ctrlKey: false, metaKey: true }), false), true);
  for (const change of [{ shiftKey: true }, { altKey: true }, { repeat: true }, { ctrlKey: false }, { key: "y" }]) {
    equal(asksToUndo(press(change), false), false);
  }
});

Deno.test("Ctrl+Z belongs to the text while a person types", () => {
  equal(asksToUndo(press(), true), false);
});
