import { deepEqual } from "node:assert/strict";
import { namesOf, textsOf } from "../../../app/static/js/site/kept-text.js";
import { storing } from "../../../app/static/js/shared/storage.js";
import { FakeStorage } from "../storage.js";

/** Storage with a draft and outbox entries of one workshop, and a draft of another. */
function filled() {
  const storage = storing(() => kept);
  const kept = new FakeStorage();
  kept.setItem("draft:/w/key:1", "half a thought");
  kept.setItem("draft:/w/key:2", "  ");
  kept.setItem("outbox:/w/key:add1", JSON.stringify({ kind: "add", id: "1", fields: { text: "not saved yet" } }));
  kept.setItem("outbox:/w/key:add2", "from another version");
  kept.setItem("draft:/w/keys:1", "of another workshop");
  return storage;
}

Deno.test("the texts of a workshop are its drafts and its outbox, and no other workshop's", () => {
  deepEqual(textsOf("/w/key", filled()), ["half a thought", "not saved yet"]);
  deepEqual(textsOf("/w/keys", filled()), ["of another workshop"]);
});

Deno.test("everything that a workshop left in storage is found, also what cannot be read", () => {
  deepEqual(namesOf("/w/key", filled()).length, 4);
  deepEqual(namesOf("/w/none", filled()), []);
});
