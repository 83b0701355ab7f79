import { deepEqual, equal } from "node:assert/strict";
import {
  digitOf,
  digitOfValue,
  needsSecondLook,
  rankByCertainty,
  rankByServer,
} from "../../../app/static/js/mapping/suggestion-rules.js";

const isElement = (/** @type {string} */ key) => key !== "none" && !key.startsWith("value");

Deno.test("a digit is its sign, or its key where digits need Shift, and Shift makes it a facet's", () => {
  equal(digitOf({ key: "2", code: "Digit2", shiftKey: false }), 2);
  equal(digitOf({ key: "2", code: "Numpad2", shiftKey: false }), 2);
  equal(digitOf({ key: "é", code: "Digit2", shiftKey: false }), 2);
  equal(digitOf({ key: "2", code: "Digit2", shiftKey: true }), 0);
  equal(digitOf({ key: '"', code: "Digit2", shiftKey: true }), 0);
  equal(digitOf({ key: "q", code: "KeyQ", shiftKey: false }), 0);
  equal(digitOf({ key: "0", code: "Digit0", shiftKey: false }), 0);
  equal(digitOf({ key: "Enter", code: "Enter", shiftKey: false }), 0);
});

Deno.test("values have the digits after those of suggestions while these are shown", () => {
  deepEqual([1, 6, 7, 9].map((number) => digitOfValue(number, false)), ["1", "6", "7", "9"]);
  deepEqual([1, 6, 7, 9].map((number) => digitOfValue(number, true)), ["4", "9", "", ""]);
});

Deno.test("a note is for a second look if it has elements and none of them was suggested", () => {
  const suggestion = { elements: ["voice", "power"], certainty: 0.1 };
  /** @param {...string} codes */
  const looks = (...codes) => needsSecondLook(new Set(codes), suggestion, isElement);
  deepEqual([looks("reach"), looks("reach", "value_trust")], [true, true]);
  equal([looks("voice"), looks("voice", "reach"), looks(), looks("none"), looks("value_trust")].some(Boolean), false);
  equal(needsSecondLook(new Set(["reach"]), undefined, isElement), false);
  equal(needsSecondLook(new Set(["reach"]), { elements: [], certainty: 0 }, isElement), false);
});

Deno.test("certain notes sort first, then uncertain ones, then those without suggestions, then mapped ones", () => {
  const [mapped, waiting] = ["10000 a 1", "00000 a 2"];
  const sorted = [
    rankByCertainty("00002 a 3", 0.9),
    rankByCertainty("00000 a 4", 0.25),
    rankByCertainty("00001 a 5", 0),
  ];
  deepEqual([mapped, waiting, ...sorted].toSorted(), [...sorted, waiting, mapped]);
  deepEqual(sorted.map(rankByServer), ["00002 a 3", "00000 a 4", "00001 a 5"]);
  equal(rankByServer(waiting), waiting);
  equal(rankByCertainty("0x", 1.5), rankByCertainty("0x", 1));
});
