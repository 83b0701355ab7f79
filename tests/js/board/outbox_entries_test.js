import { deepEqual, equal } from "node:assert/strict";
import { OutboxEntries } from "../../../app/static/js/board/outbox-entries.js";
import { storing } from "../../../app/static/js/shared/storage.js";
import { FakeStorage } from "../storage.js";

function entriesIn(browser = new FakeStorage()) {
  return new OutboxEntries(storing(() => browser), "outbox:/w/KEY:");
}

Deno.test("an entry is read as it was stored, also by another tab", () => {
  const browser = new FakeStorage();
  entriesIn(browser).keep({ kind: "add", id: "a1", column: "3", fields: { text: "Hello" } }, 7);
  const expected = { kind: "add", id: "a1", column: "3", fields: { text: "Hello" }, at: 7, refused: "" };
  deepEqual(entriesIn(browser).all(), [{ ...expected, name: "outbox:/w/KEY:adda1" }]);
});

Deno.test("entries are in the order in which they were written", () => {
  const entries = entriesIn();
  for (const [id, at] of /** @type {const} */ ([["b", 2], ["c", 3], ["a", 1]])) {
    entries.keep({ kind: "add", id, fields: {} }, at);
  }
  deepEqual(entries.all().map(({ id }) => id), ["a", "b", "c"]);
});

Deno.test("a newer text for the same note replaces the older one", () => {
  const entries = entriesIn();
  entries.keep({ kind: "edit", id: "a", fields: { text: "old" } }, 1);
  entries.keep({ kind: "edit", id: "a", fields: { text: "new" } }, 2);
  deepEqual(entries.all().map(({ fields }) => fields.text), ["new"]);
});

Deno.test("unreadable entries and those of other workshops are skipped", () => {
  const browser = new FakeStorage();
  for (const [name, value] of [["addbroken", "{"], ["addnumber", "7"], ["addempty", "{}"], ["addnull", "null"]]) {
    browser.setItem(`outbox:/w/KEY:${name}`, value ?? "");
  }
  browser.setItem("outbox:/w/OTHER:adda", JSON.stringify({ kind: "add", id: "a", fields: {} }));
  const entries = entriesIn(browser);
  entries.keep({ kind: "add", id: "readable", fields: {} }, 1);
  deepEqual(entries.all().map(({ id }) => id), ["readable"]);
  equal(entries.read("outbox:/w/KEY:addbroken"), null);
});
