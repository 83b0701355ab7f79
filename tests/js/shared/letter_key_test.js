import { equal } from "node:assert/strict";
import { letterOf, shortcutOf } from "../../../app/static/js/shared/letter-key.js";

Deno.test("a key means its letter, or the one in its position if it has a letter of another alphabet", () => {
  for (
    const [key, code, wanted] of [
      ["a", "KeyA", "A"],
      // A on a French keyboard is where Q is on an English one.
      ["a", "KeyQ", "A"],
      ["й", "KeyQ", "Q"],
      ["ς", "KeyW", "W"],
      ["ש", "KeyA", "A"],
      ["ض", "KeyQ", "Q"],
      ["&", "Digit1", "1"],
      ["?", "Slash", ""],
      ["Enter", "Enter", ""],
      ["Dead", "KeyA", ""],
    ]
  ) equal(letterOf({ key: key ?? "", code: code ?? "" }), wanted, key);
});

Deno.test("Shift and a digit are named by the position of the key, and Shift and a letter by nothing", () => {
  equal(shortcutOf({ key: "!", code: "Digit1", shiftKey: true }), "Shift+1");
  equal(shortcutOf({ key: "1", code: "Digit1", shiftKey: true }), "Shift+1");
  equal(shortcutOf({ key: "A", code: "KeyA", shiftKey: true }), "");
  equal(shortcutOf({ key: "a", code: "KeyA", shiftKey: false }), "A");
});
