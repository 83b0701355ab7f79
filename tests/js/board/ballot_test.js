import { equal } from "node:assert/strict";
import { votesAfter, withAsked } from "../../../app/static/js/board/ballot.js";

/** @param {Record<string, number>} given @param {number} each @param {number} left */
const ballot = (given, each, left) => ({ given: new Map(Object.entries(given)), each, left });

Deno.test("a press gives one vote", () => {
  equal(votesAfter(ballot({}, 1, 3), "a", false), 1);
  equal(votesAfter(ballot({ a: 1 }, 2, 1), "a", false), 2);
});

Deno.test("where a note can get one vote, a second press takes it back", () => {
  equal(votesAfter(ballot({ a: 1 }, 1, 0), "a", false), 0);
});

Deno.test("a press on minus takes one vote back, and never more than there are", () => {
  equal(votesAfter(ballot({ a: 2 }, 3, 0), "a", true), 1);
  equal(votesAfter(ballot({}, 3, 1), "a", true), 0);
});

Deno.test("nothing is asked for without a vote left, and a full note stays as it is", () => {
  equal(votesAfter(ballot({ b: 1 }, 1, 0), "a", false), null);
  equal(votesAfter(ballot({ a: 2 }, 2, 1), "a", false), 2);
});

Deno.test("presses that were not answered yet count, but no vote counts twice", () => {
  const asked = new Map([["a", { votes: 1 }], ["b", { votes: 0 }]]);
  const both = withAsked(ballot({ b: 1 }, 1, 2), asked);
  equal(both.left, 2);
  equal(both.given.get("a"), 1);
  equal(both.given.get("b"), 0);
  equal(withAsked(ballot({ a: 1 }, 1, 1), new Map([["a", { votes: 1 }]])).left, 1);
});
