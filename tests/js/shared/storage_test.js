import { deepEqual, equal } from "node:assert/strict";
import { storing } from "../../../app/static/js/shared/storage.js";
import { FakeStorage } from "../storage.js";

Deno.test("what is kept is in the browser's storage", () => {
  const browser = new FakeStorage();
  const kept = storing(() => browser);
  kept.set("draft:1", "half a thought");
  kept.set("outbox:1", "{}");
  equal(browser.getItem("draft:1"), "half a thought");
  deepEqual(kept.names("draft:"), ["draft:1"]);
  kept.remove("draft:1");
  equal(kept.get("draft:1"), null);
  deepEqual(kept.names(""), ["outbox:1"]);
});

Deno.test("where storage is switched off, the page itself remembers", () => {
  const kept = storing(() => {
    throw new Error("SecurityError");
  });
  kept.set("a", "1");
  equal(kept.get("a"), "1");
  deepEqual(kept.names("a"), ["a"]);
  kept.remove("a");
  equal(kept.get("a"), null);
});

Deno.test("what is too much for the storage is remembered, and the rest stays in storage", () => {
  const browser = new FakeStorage();
  const kept = storing(() => browser);
  kept.set("a", "1");
  browser.setItem = () => {
    throw new Error("QuotaExceededError");
  };
  kept.set("a", "2");
  kept.set("b", "3");
  equal(kept.get("a"), "2");
  deepEqual(kept.names("").sort(), ["a", "b"]);
  equal(browser.getItem("a"), "1");
});

Deno.test("what another tab has removed is gone", () => {
  const browser = new FakeStorage();
  const kept = storing(() => browser);
  kept.set("a", "1");
  browser.removeItem("a");
  equal(kept.get("a"), null);
});
