import { deepEqual, equal } from "node:assert/strict";
import { deliver } from "../../../app/static/js/board/outbox-delivery.js";

/** @typedef {import("../../../app/static/js/board/outbox-entries.js").Entry} Entry */

/** @type {Entry} */
const NOTE = { name: "n", kind: "add", id: "a1", fields: { id: "a1", text: "Hello & goodbye" }, at: 0, refused: "" };
const OURS = { "x-answered-by": "commonboard" };

/**
 * Deliver an entry; returns how it went, and what was sent.
 * @param {Response | Error} answer
 * @param {Partial<Entry>} [entry]
 */
async function delivered(answer, entry = {}) {
  const sent = { address: "", body: "", accept: "" };
  const real = globalThis.fetch;
  globalThis.fetch = (address, options) => {
    sent.address = String(address);
    sent.body = String(options?.body);
    sent.accept = new Headers(options?.headers).get("accept") ?? "";
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  };
  try {
    return { outcome: await deliver("/w/KEY", { ...NOTE, ...entry }), sent };
  } finally {
    globalThis.fetch = real;
  }
}

/** @param {number} status @param {Record<string, string>} [headers] @param {string | null} [body] */
const says = (status, headers = OURS, body = null) => new Response(body, { status, headers });

Deno.test("a new note is posted to the notes, and an edit to its note", async () => {
  const { outcome, sent } = await delivered(says(204, { ...OURS, "x-seq": "42" }));
  deepEqual(outcome, { done: "saved", seq: 42 });
  deepEqual(sent, { address: "/w/KEY/notes", body: "id=a1&text=Hello+%26+goodbye", accept: "text/plain" });
  const change = await delivered(says(204), { kind: "edit" });
  equal(change.sent.address, "/w/KEY/notes/a1");
});

Deno.test("a refusal of the server is final, and its reason is kept", async () => {
  for (const status of [403, 404, 409, 422]) {
    const { outcome } = await delivered(says(status, OURS, "This workshop is closed."));
    deepEqual(outcome, { done: "refused", reason: "This workshop is closed." });
  }
  const { outcome } = await delivered(says(422, OURS, "x".repeat(400)));
  deepEqual(outcome, { done: "refused", reason: "x".repeat(300) });
});

Deno.test("after a server error or a network error, the entry is sent again later", async () => {
  for (const answer of [says(500), says(503), says(408), new TypeError("no network")]) {
    deepEqual((await delivered(answer)).outcome, { done: "later", wait: null, alone: false });
  }
});

Deno.test("over the rate limit, the entry waits as long as the server says", async () => {
  const { outcome } = await delivered(says(429, { ...OURS, "retry-after": "3" }));
  deepEqual(outcome, { done: "later", wait: 3000, alone: false });
  deepEqual((await delivered(says(429))).outcome, { done: "later", wait: 1000, alone: false });
});

Deno.test("an answer that is not the server's saves and refuses nothing, and may concern one note only", async () => {
  for (const [status, alone] of /** @type {const} */ ([[200, false], [502, false], [403, true], [404, true]])) {
    const { outcome } = await delivered(says(status, {}, "<h1>Welcome to our Wi-Fi!</h1>"));
    deepEqual(outcome, { done: "later", wait: null, alone });
  }
});
