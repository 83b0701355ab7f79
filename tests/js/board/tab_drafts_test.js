import { deepEqual, equal } from "node:assert/strict";
import { TabDrafts } from "../../../app/static/js/board/tab-drafts.js";
import { storing } from "../../../app/static/js/shared/storage.js";
import { FakeStorage } from "../storage.js";

function twoTabs() {
  const browser = new FakeStorage();
  const tab = (/** @type {string} */ id) => new TabDrafts(storing(() => browser), "draft:/w/k:", id);
  return { browser, one: tab("one"), two: tab("two"), tab };
}

Deno.test("two tabs keep different drafts of the same question", () => {
  const { one, two } = twoTabs();
  one.keep("7", "first thought");
  two.keep("7", "second thought");
  two.keep("8", "another");
  equal(one.get("7"), "first thought");
  equal(two.get("7"), "second thought");
  two.keep("7", "");
  equal(one.get("7"), "first thought");
  deepEqual(two.own(), ["8"]);
});

Deno.test("a tab takes over the drafts of closed tabs only", () => {
  const { one, two, tab } = twoTabs();
  one.keep("7", "of an open tab");
  two.keep("7", "of a closed tab");
  two.keep("8", "of a closed tab too");
  const three = tab("three");
  deepEqual(three.takeOver(new Set(["one"])).sort(), ["7", "8"]);
  equal(three.get("7"), "of a closed tab");
  equal(one.get("7"), "of an open tab");
  deepEqual(two.own(), []);
});

Deno.test("what a tab takes over goes below what it has drafted itself", () => {
  const { one, two } = twoTabs();
  one.keep("7", "mine");
  two.keep("7", "theirs");
  one.takeOver(new Set());
  equal(one.get("7"), "mine\ntheirs");
});

Deno.test("a draft that an earlier version stored is taken over", () => {
  const { browser, one } = twoTabs();
  browser.setItem("draft:/w/k:7", "from before");
  deepEqual(one.takeOver(new Set()), ["7"]);
  equal(one.get("7"), "from before");
  equal(browser.getItem("draft:/w/k:7"), null);
});
