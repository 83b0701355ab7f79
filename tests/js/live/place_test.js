import { equal } from "node:assert/strict";
import { following } from "../../../app/static/js/live/place.js";

/** @param {string} rank */
const item = (rank) => ({ dataset: { rank } });

Deno.test("an element is placed before the first that ranks after it", () => {
  const ranks = ["a1 x", "a1 y", "b", "b5", "c"];
  const items = ranks.map(item);
  for (const rank of ["", "a1 x", "a1 z", "b", "b4", "b5", "bz", "c", "d"]) {
    const expected = items.find((other) => other.dataset.rank > rank) ?? null;
    equal(following(items, rank), expected, rank);
  }
  equal(following([], "a"), null);
});

Deno.test("ranks compare by code point, capitals first", () => {
  const items = ["B", "a", "é"].map(item);
  equal(following(items, "Z"), items[1]);
  equal(following(items, "z"), items[2]);
});
