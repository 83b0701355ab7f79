import { equal } from "node:assert/strict";
import { charactersLeft } from "../../../app/static/js/board/note-box.js";

Deno.test("a note has up to 2,000 characters, counted as on the server", () => {
  equal(charactersLeft(""), 2000);
  equal(charactersLeft("  x\n"), 1999);
  equal(charactersLeft("x".repeat(2003)), -3);
  // One code point, two code units.
  equal(charactersLeft("👋"), 1999);
});
