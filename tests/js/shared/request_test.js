import { equal, ok, rejects } from "node:assert/strict";
import { ForeignAnswer, request } from "../../../app/static/js/shared/request.js";
import { withClock } from "../clock.js";

const OURS = { "x-answered-by": "commonboard" };

/**
 * Run with another `fetch`.
 * @param {typeof fetch} fake
 * @param {() => Promise<void>} body
 */
async function withFetch(fake, body) {
  const real = globalThis.fetch;
  globalThis.fetch = fake;
  try {
    await body();
  } finally {
    globalThis.fetch = real;
  }
}

Deno.test("an answer from our server is returned, whatever its status", async () => {
  await withFetch(() => Promise.resolve(new Response("closed", { status: 409, headers: OURS })), async () => {
    const answer = await request("/w/KEY/notes");
    equal(answer.status, 409);
    equal(answer.ok, false);
    equal(answer.text, "closed");
  });
});

Deno.test("an answer from another system is an error, and only a refusal is permanent", async () => {
  for (const [status, permanent] of /** @type {const} */ ([[200, false], [302, false], [403, true], [502, false]])) {
    await withFetch(() => Promise.resolve(new Response("", { status })), async () => {
      await rejects(request("/"), (error) => error instanceof ForeignAnswer && error.permanent === permanent);
    });
  }
});

Deno.test(
  "a late answer is an error, and no timer is left",
  withClock(async (clock) => {
    /** @type {typeof fetch} */
    const never = (_address, options) =>
      new Promise((_, fail) => options?.signal?.addEventListener("abort", () => fail(options.signal?.reason)));
    await withFetch(never, async () => {
      let failed = false;
      const asked = request("/", {}, 20).catch(() => (failed = true));
      await clock.pass(19_999);
      ok(!failed);
      await clock.pass(1);
      await asked;
      ok(failed);
    });
    await withFetch(() => Promise.resolve(new Response("", { headers: OURS })), async () => void await request("/"));
    equal(clock.running, 0);
  }),
);
