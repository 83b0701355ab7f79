import { equal, notEqual, ok } from "node:assert/strict";
import { fold, isVisible } from "../../../app/static/js/shared/fold.js";
import { hasWords } from "../../../app/static/js/shared/note-filter.js";
// `tests/domain/test_text.py` reads the same pairs.
import pairs from "./same_words.json" with { type: "json" };

Deno.test("a search finds words however their letters are written", () => {
  for (const [one = "", other = ""] of pairs.same) equal(fold(one), fold(other), one);
});

Deno.test("a search keeps different words apart", () => {
  for (const [one = "", other = ""] of pairs.different) notEqual(fold(one), fold(other), one);
});

Deno.test("a search ignores case, accents, apostrophes and hyphens", () => {
  ok(hasWords("Siân’s café on Wesley Road – 2020‑30", "SIAN'S road 2020-30"));
  ok(hasWords("Die Straße", "strasse"));
  ok(!hasWords("Die Straße", "gasse"));
});

Deno.test("a text of blank characters has no visible character", () => {
  for (const text of ["", " \n\t", "\u200b", "\u200d\ufeff", "\u2800\u3164", "\u00ad\u2060", "\u202e\u{e0041}"]) {
    ok(!isVisible(text), JSON.stringify(text));
  }
  for (const text of ["x", ".", "🙂", "\u0301", "\u200b\u200bx"]) ok(isVisible(text), JSON.stringify(text));
});
