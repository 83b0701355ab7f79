// What is done with one press. Each sets a state, so doing it twice changes nothing.
import { ask } from "./ask.js";
import { say, toast } from "./words.js";

const base = document.getElementById("live").dataset.base;
const PATIENCE = 20;
const pause = (seconds) => new Promise((done) => setTimeout(done, 1000 * seconds));

let unanswered = 0;
const stay = (event) => event.preventDefault();

/** Gives the answer on; until it is there, the browser asks whoever leaves the page. */
export function held(answer) {
  if (!unanswered++) window.addEventListener("beforeunload", stay);
  return answer.finally(() => {
    // Only while it is needed: with such a listener some browsers do not keep a page for the way back.
    if (!--unanswered) window.removeEventListener("beforeunload", stay);
  });
}

/** Post fields to an address below the workshop's; gives the answer, or says that it did not work and gives null. */
export const post = (path, fields) => held(answered(path, fields));

async function answered(path, fields) {
  for (let tries = 0; ; tries++) {
    let answer;
    try {
      answer = await ask(`${base}/${path}`, {
        method: "POST",
        body: new URLSearchParams(fields),
        headers: { Accept: "text/plain" },
      });
    } catch {
      toast(say("failed"));
      return null;
    }
    if (answer.ok) return answer;
    // Whoever is very quick waits a moment; nothing pressed is lost.
    if (answer.status === 429 && tries < PATIENCE) {
      await pause(Number(answer.headers.get("retry-after") ?? 1));
      continue;
    }
    toast(answer.text || say("failed"));
    return null;
  }
}
