import { deepEqual, equal, ok } from "node:assert/strict";
import { OutboxEntries } from "../../../app/static/js/board/outbox-entries.js";
import { OutboxQueue, WAITS } from "../../../app/static/js/board/outbox-queue.js";
import { storing } from "../../../app/static/js/shared/storage.js";
import { withClock } from "../clock.js";
import { FakeStorage } from "../storage.js";

/** @typedef {import("../../../app/static/js/board/outbox-queue.js").Outcome} Outcome */
/** @typedef {import("../../../app/static/js/board/outbox-entries.js").Entry} Entry */

/** @type {Outcome} */
const SAVED = { done: "saved", seq: 42 };
/** @type {Outcome} */
const LATER = { done: "later", wait: null, alone: false };

/**
 * An outbox, and what it did.
 * @param {(entry: Entry) => Outcome | Promise<Outcome>} answer how the server answers each entry
 * @param {Partial<ConstructorParameters<typeof OutboxQueue>[0]>} [overrides]
 */
function outbox(answer, overrides = {}) {
  const browser = new FakeStorage();
  const entries = new OutboxEntries(storing(() => browser), "outbox:/w/KEY:");
  /** @type {string[]} */
  const sent = [];
  /** @type {string[]} */
  const saved = [];
  const queue = new OutboxQueue({
    entries,
    send(entry) {
      sent.push(entry.fields.text ?? "");
      return Promise.resolve().then(() => answer(entry));
    },
    changed() {},
    saved: (entry) => void saved.push(entry.fields.text ?? ""),
    ...overrides,
  });
  /** @param {string} text @param {string} [id] */
  const keep = (text, id = text) => entries.keep({ kind: "add", id, column: "1", fields: { text } }, Date.now());
  /** @param {string} text @param {string} [id] */
  function write(text, id = text) {
    keep(text, id);
    queue.send();
  }
  const waiting = () => entries.all().map((entry) => `${entry.fields.text} ${queue.stateOf(entry)}`);
  return { entries, queue, sent, saved, keep, write, waiting };
}

Deno.test(
  "entries are sent oldest first, and kept until the server has saved them",
  withClock(async (clock) => {
    const { write, sent, saved, waiting, queue } = outbox(() => SAVED);
    write("one");
    write("two");
    deepEqual(waiting(), ["one sending", "two sending"]);
    await clock.pass();
    deepEqual(sent, ["one", "two"]);
    deepEqual(saved, sent);
    deepEqual(waiting(), []);
    equal(queue.state, "idle");
  }),
);

Deno.test(
  "without an answer, the same entry is sent again at growing intervals, and no note overtakes it",
  withClock(async (clock) => {
    let away = true;
    const { write, sent, waiting, queue } = outbox(() => (away ? LATER : SAVED));
    write("one");
    await clock.pass(1);
    write("two");
    await clock.pass();
    deepEqual(sent, ["one", "one"]);
    deepEqual(waiting(), ["one waiting", "two sending"]);
    equal(queue.state, "waiting");
    await clock.pass(2 * WAITS.first);
    await clock.pass(4 * WAITS.first);
    equal(sent.length, 4);
    for (let times = 0; times < 9; times++) await clock.pass(WAITS.longest);
    equal(sent.length, 13);
    away = false;
    await clock.pass(WAITS.longest);
    deepEqual(sent.slice(13), ["one", "two"]);
    equal(queue.state, "idle");
    equal(clock.running, 0);
  }),
);

Deno.test(
  "once everything is sent, the retry interval starts again at its first value",
  withClock(async (clock) => {
    const answers = [LATER, LATER, SAVED, LATER, SAVED];
    const { write, sent, queue } = outbox(() => answers.shift() ?? SAVED);
    write("one");
    await clock.pass(3 * WAITS.first);
    write("two");
    await clock.pass(WAITS.first);
    deepEqual(sent, ["one", "one", "one", "two", "two"]);
    equal(queue.state, "idle");
  }),
);

Deno.test(
  "over the rate limit, the queue waits as long as the server says",
  withClock(async (clock) => {
    /** @type {Outcome[]} */
    const answers = [{ done: "later", wait: 7000, alone: false }];
    const { write, sent, waiting } = outbox(() => answers.shift() ?? SAVED);
    write("one");
    await clock.pass(6999);
    deepEqual(waiting(), ["one sending"]);
    await clock.pass(1);
    deepEqual(sent, ["one", "one"]);
  }),
);

Deno.test(
  "a note that a filter on the way blocks does not block the others",
  withClock(async (clock) => {
    const { write, saved, waiting, queue } = outbox(({ id }) => id === "one" ? { ...LATER, alone: true } : SAVED);
    write("one");
    // Written while the other is under way.
    write("two");
    await clock.pass();
    deepEqual(saved, ["two"]);
    deepEqual(waiting(), ["one waiting"]);
    equal(queue.state, "waiting");
  }),
);

Deno.test(
  "a refused note is kept with its reason and not sent again",
  withClock(async (clock) => {
    const { write, sent, waiting, entries, queue } = outbox(() => ({ done: "refused", reason: "closed" }));
    write("one");
    await clock.pass(60_000);
    deepEqual(sent, ["one"]);
    deepEqual(waiting(), ["one refused"]);
    equal(entries.all()[0]?.refused, "closed");
    equal(queue.state, "idle");
  }),
);

Deno.test(
  "a text that was replaced during sending is sent in its new form",
  withClock(async (clock) => {
    for (const first of /** @type {Outcome[]} */ ([SAVED, { done: "refused", reason: "closed" }])) {
      const { write, sent, saved, waiting } = outbox(({ fields }) => (fields.text === "old" ? first : SAVED));
      write("old", "id");
      clock.forward(1);
      write("new", "id");
      await clock.pass();
      deepEqual(sent, ["old", "new"]);
      deepEqual(saved, ["new"]);
      deepEqual(waiting(), []);
    }
  }),
);

Deno.test(
  "an entry that another tab has sent is not sent again",
  withClock(async (clock) => {
    /** @type {(outcome: Outcome) => void} */
    let answer = () => {};
    const { keep, write, sent, entries } = outbox(() => new Promise((done) => (answer = done)));
    keep("one");
    clock.forward(1);
    write("two");
    await clock.pass();
    entries.remove(entries.nameOf({ kind: "add", id: "two" }));
    answer(SAVED);
    await clock.pass(60_000);
    deepEqual(sent, ["one"]);
  }),
);

Deno.test(
  "an exception while sending is reported, the other entries are sent, and the entry is retried",
  withClock(async (clock, reported) => {
    const failure = new Error("cannot be sent");
    let failing = true;
    const { write, saved, queue } = outbox(({ id }) => {
      if (failing && id === "one") throw failure;
      return SAVED;
    });
    write("one");
    write("two");
    await clock.pass();
    ok(reported.length > 0 && reported.every((error) => error === failure));
    deepEqual(saved, ["two"]);
    equal(queue.state, "waiting");
    failing = false;
    await clock.pass(2 * WAITS.first);
    deepEqual(saved, ["two", "one"]);
    equal(queue.state, "idle");
  }),
);

Deno.test(
  "an exception while displaying does not stop sending",
  withClock(async (clock, reported) => {
    const fail = () => {
      throw new Error("cannot be shown");
    };
    const { write, sent, waiting, queue } = outbox(() => SAVED, { changed: fail, saved: fail });
    write("one");
    write("two");
    await clock.pass();
    deepEqual(sent, ["one", "two"]);
    deepEqual(waiting(), []);
    equal(queue.state, "idle");
    ok(reported.length > 0);
  }),
);

Deno.test(
  "an exception of the storage does not leave the queue in the state sending",
  withClock(async (clock, reported) => {
    const { queue, entries, write, saved } = outbox(() => SAVED);
    const { all } = entries;
    entries.all = () => {
      throw new Error("cannot be read");
    };
    write("one");
    await clock.pass();
    equal(queue.state, "waiting");
    equal(reported.length, 1);
    entries.all = all;
    await clock.pass(WAITS.first);
    deepEqual(saved, ["one"]);
    equal(queue.state, "idle");
  }),
);
