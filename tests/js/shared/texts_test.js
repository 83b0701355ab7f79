import { equal, ok } from "node:assert/strict";
import { fill } from "../../../app/static/js/shared/messages.js";
import { hasWords } from "../../../app/static/js/shared/note-filter.js";
import { titleWith } from "../../../app/static/js/shared/tab-title.js";

Deno.test("a message's placeholders are filled", () => {
  equal(fill("{coder} added {name}.", { coder: "Ben", name: "Trust" }, "en"), "Ben added Trust.");
  equal(fill("{name}: added", { name: "{coder}" }, "en"), "{coder}: added");
});

Deno.test("a message with a count has the plural form of its language", () => {
  const english = JSON.stringify({ one: "{n} note", other: "{n} notes" });
  equal(fill(english, { n: 1 }, "en"), "1 note");
  equal(fill(english, { n: 2 }, "en"), "2 notes");
  const welsh = JSON.stringify({ zero: "dim", one: "{n} nodyn", two: "{n} nodyn", other: "{n} o nodiadau" });
  equal(fill(welsh, { n: 0 }, "cy"), "dim");
  equal(fill(welsh, { n: 6 }, "cy"), "6 o nodiadau");
});

Deno.test("a search finds parts of words in any order, ignoring case", () => {
  ok(hasWords("Parking at the hub", "HUB park"));
  ok(hasWords("anything", "  "));
  ok(!hasWords("Parking at the hub", "hub trust"));
});

Deno.test("a title has one count", () => {
  equal(titleWith("Board", 3), "(3) Board");
  equal(titleWith("(3) Board", 4), "(4) Board");
  equal(titleWith("(12) Board", 0), "Board");
  equal(titleWith("(x) Board", 1), "(1) (x) Board");
});
