import { deepEqual, equal } from "node:assert/strict";
import { firstOpen, ownAnswers } from "../../../app/static/js/board/answers.js";

Deno.test("an answer is the value of its field, and 0 where a person cannot say", () => {
  deepEqual([...ownAnswers('{"involve_voice": 3, "nhs": null}')], [["involve_voice", "3"], ["nhs", "0"]]);
  deepEqual([...ownAnswers(undefined)], []);
});

Deno.test("a person goes on with the first thing that they have not rated", () => {
  equal(firstOpen([true, false, false]), 1);
  equal(firstOpen([true, true]), 0);
  equal(firstOpen([]), 0);
});
