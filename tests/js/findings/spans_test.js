import { deepEqual, equal } from "node:assert/strict";
import { length, spanOf, wholeWords } from "../../../app/static/js/findings/spans.js";

const FAMILY = "\u{1f469}\u200d\u{1f467}";
const TEXT = `Mae\u2019n dda ${FAMILY}. E\u0301l مرحبا.`;

Deno.test("positions count code points, so an emoji of three code points counts as three", () => {
  equal(length(FAMILY), 3);
  equal(length("e\u0301"), 2);
  equal(length("مرحبا"), 5);
});

Deno.test("a span has the words between its positions, without the spaces at its ends", () => {
  deepEqual(spanOf(TEXT, 100, 105, 114), { start: 106, end: 114, words: `dda ${FAMILY}.` });
  deepEqual(spanOf(TEXT, 100, 90, 106), { start: 100, end: 105, words: "Mae\u2019n" });
});

Deno.test("a span of spaces is no span", () => {
  equal(spanOf("a  b", 0, 1, 3), null);
  equal(spanOf("a", 0, 1, 1), null);
});

Deno.test("a part of a word is widened to the whole word", () => {
  const part = spanOf(TEXT, 0, 7, 11);
  deepEqual(part && wholeWords(TEXT, 0, part), { start: 6, end: 14, words: `dda ${FAMILY}.` });
});
