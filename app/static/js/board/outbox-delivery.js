// Sending one entry of the outbox to the server.
import { ForeignAnswer, request } from "../shared/request.js";

/** The most characters of the server's reason that are kept. */
const LONGEST_REASON = 300;

/**
 * Send one entry.
 * @param {string} workshop the address of the workshop, `/w/KEY`
 * @param {import("./outbox-entries.js").Entry} entry
 * @returns {Promise<import("./outbox-queue.js").Outcome>}
 */
export async function deliver(workshop, { kind, id, about, fields }) {
  const path = {
    add: "notes",
    edit: `notes/${id}`,
    comment: `notes/${about}/comments`,
    "edit-comment": `comments/${id}`,
  }[kind];
  const options = { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "text/plain" } };
  let answer;
  try {
    answer = await request(`${workshop}/${path}`, options);
  } catch (error) {
    // It may have been saved, so it is sent again with the same id. A filter on the way may block this text only.
    return { done: "later", wait: null, alone: error instanceof ForeignAnswer && error.permanent };
  }
  const { ok, status, headers, text } = answer;
  if (ok) return { done: "saved", seq: Number(headers.get("x-seq")) };
  if (status === 429) return { done: "later", wait: 1000 * Number(headers.get("retry-after") ?? 1), alone: false };
  if (status === 408 || status >= 500) return { done: "later", wait: null, alone: false };
  return { done: "refused", reason: text.slice(0, LONGEST_REASON) };
}
