import { equal } from "node:assert/strict";
import { asksToUndo } from "../../../app/static/js/shared/undo-key.js";

/** @param {Partial<KeyboardEvent>} [change] */
const press = (change = {}) => ({
  key: "z",
  code: "KeyZ",
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
  // On a Cyrillic keyboard, and on a French one.
  equal(asksToUndo(press({ key: "я" }), false), true);
  equal(asksToUndo(press({ code: "KeyW" }), false), true);
  for (const change of [{ shiftKey: true }, { altKey: true }, { repeat: true }, { ctrlKey: false }, { key: "y" }]) {
    equal(asksToUndo(press(change), false), false);
  }
});

Deno.test("Ctrl+Z belongs to the text while a person types", () => {
  equal(asksToUndo(press(), true), false);
});
