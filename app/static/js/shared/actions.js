// Posts one-press actions. Each sets a state, so that repeating it changes nothing.
import { begin } from "./busy.js";
import { askUntilSettled } from "./leaving.js";
import { message } from "./messages.js";
import { request } from "./request.js";
import { pause } from "./timing.js";
import { toast } from "./toast.js";
import { WORKSHOP } from "./workshop.js";

const MOST_TRIES = 20;

/**
 * Post fields to an address below the workshop's. After a failure, a message appears.
 * @param {string} path
 * @param {Record<string, string | number>} fields
 * @returns {Promise<import("./request.js").Answer | null>} the answer, or null after a failure
 */
export async function post(path, fields) {
  const answer = await ask(path, fields);
  if (answer === null || answer.ok) return answer;
  toast(answer.text || message("failed"));
  return null;
}

/**
 * `post` fields to the address of one of the workshop's forms.
 * @param {HTMLFormElement} form
 * @param {Record<string, string | number>} fields
 */
export const postForm = (form, fields) => post(new URL(form.action).pathname.slice(WORKSHOP.length + 1), fields);

/**
 * Post fields to an address below the workshop's. If nothing answers, a message appears.
 * @param {string} path
 * @param {Record<string, string | number>} fields
 * @returns {Promise<import("./request.js").Answer | null>} the answer, also a refusal, or null if there is none
 */
export function ask(path, fields) {
  return askUntilSettled(answerTo(path, fields).finally(begin("sending")));
}

/** @type {typeof ask} */
async function answerTo(path, fields) {
  const body = new URLSearchParams(Object.entries(fields).map(([name, value]) => [name, String(value)]));
  for (let tries = 1;; tries++) {
    let answer;
    try {
      answer = await request(`${WORKSHOP}/${path}`, { method: "POST", body, headers: { Accept: "text/plain" } });
    } catch {
      toast(message("failed"));
      return null;
    }
    // Over the rate limit: wait and send again, so that no press is lost.
    if (answer.status === 429 && tries <= MOST_TRIES) {
      await pause(1000 * Number(answer.headers.get("retry-after") ?? 1));
      continue;
    }
    return answer;
  }
}
