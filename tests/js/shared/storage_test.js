import { deepEqual, equal } from "node:assert/strict";
import { storing } from "../../../app/static/js/shared/storage.js";
import { FakeStorage } from "../storage.js";

Deno.test("values are kept in the browser's storage", () => {
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

Deno.test("without storage, values are kept in memory", () => {
  const kept = storing(() => {
    throw new Error("SecurityError");
  });
  kept.set("a", "1");
  equal(kept.get("a"), "1");
  deepEqual(kept.names("a"), ["a"]);
  kept.remove("a");
  equal(kept.get("a"), null);
});

Deno.test("values that do not fit into storage are kept in memory, the others in storage", () => {
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

Deno.test("a value that another tab has removed is gone", () => {
  const browser = new FakeStorage();
  const kept = storing(() => browser);
  kept.set("a", "1");
  browser.removeItem("a");
  equal(kept.get("a"), null);
});
