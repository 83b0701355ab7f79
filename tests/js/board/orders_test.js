import { deepEqual } from "node:assert/strict";
import { byOrder } from "../../../app/static/js/board/orders.js";

const NOTES = [
  { name: "early", rank: "a", own: "a", at: 1, votes: 2 },
  { name: "leading", rank: "b", own: "b", at: 2, votes: 5 },
  { name: "under it", rank: "b", own: "c", at: 2, votes: 5 },
  { name: "late", rank: "d", own: "d", at: 3, votes: 2 },
];

/** @param {string} order */
const sorted = (order) => NOTES.toReversed().sort(byOrder(order)).map(({ name }) => name);

Deno.test("as arranged, notes follow their ranks", () => {
  deepEqual(sorted("arranged"), ["early", "leading", "under it", "late"]);
});

Deno.test("newest first, a stack stays together behind its leading note", () => {
  deepEqual(sorted("newest"), ["late", "leading", "under it", "early"]);
});

Deno.test("most votes first, notes with equally many votes stay as arranged", () => {
  deepEqual(sorted("votes"), ["leading", "under it", "early", "late"]);
});
