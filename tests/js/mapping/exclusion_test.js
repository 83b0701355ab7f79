import { deepEqual } from "node:assert/strict";
import { doneByOthers, excludedBy, NOT_ABOUT, withPresses } from "../../../app/static/js/mapping/exclusion.js";

const isElement = (/** @type {string} */ key) => key !== NOT_ABOUT && !key.startsWith("value");

/** @param {...[string, boolean]} presses */
const pressed = (...presses) => new Map(presses.map(([element, on]) => [element, { on }]));

Deno.test("not about the framework removes elements and keeps values", () => {
  deepEqual(excludedBy(NOT_ABOUT, new Set(["voice", "value_trust", "power"]), isElement), ["voice", "power"]);
});

Deno.test("an element removes not about the framework; a value does not", () => {
  deepEqual(excludedBy("voice", new Set([NOT_ABOUT, "value_trust"]), isElement), [NOT_ABOUT]);
  deepEqual(excludedBy("value_trust", new Set([NOT_ABOUT]), isElement), []);
  deepEqual(excludedBy("voice", new Set(["power"]), isElement), []);
});

Deno.test("presses apply in the order in which they were made", () => {
  const rendered = new Set(["voice", "value_trust"]);
  deepEqual([...withPresses(rendered, pressed(["power", true], ["voice", false]), isElement)], [
    "value_trust",
    "power",
  ]);
  deepEqual([...withPresses(rendered, pressed(["power", true], [NOT_ABOUT, true]), isElement)], [
    "value_trust",
    NOT_ABOUT,
  ]);
  deepEqual([...rendered], ["voice", "value_trust"]);
});

Deno.test("a facilitator's own presses do not count as changes by others", () => {
  const before = new Set(["voice"]);
  const now = new Set(["voice", "power"]);
  deepEqual(doneByOthers(before, now, pressed(["power", true]), isElement), { given: [], taken: [] });
  deepEqual(doneByOthers(before, now, pressed(), isElement), { given: ["power"], taken: [] });
});

Deno.test("elements excluded by a facilitator's own press do not count as changes by others", () => {
  const before = new Set(["voice", "power"]);
  const own = pressed([NOT_ABOUT, true]);
  deepEqual(doneByOthers(before, new Set([NOT_ABOUT]), own, isElement), { given: [], taken: [] });
  deepEqual(doneByOthers(before, new Set(), pressed(["voice", false]), isElement), { given: [], taken: ["power"] });
});

Deno.test("an own press that arrives after it was taken back does not count as a change by others", () => {
  const without = new Set(["power"]), having = new Set(["power", "voice"]);
  deepEqual(doneByOthers(without, having, pressed(["voice", false]), isElement), { given: [], taken: [] });
  deepEqual(doneByOthers(having, without, pressed(["voice", true]), isElement), { given: [], taken: [] });
});
