// What is done with one press. Each sets a state, so doing it twice changes nothing.
import { say, toast } from "./words.js";

const base = document.getElementById("live").dataset.base;

/** Post fields to an address below the workshop's; gives the answer, or says that it did not work and gives null. */
export async function post(path, fields) {
  let answer;
  try {
    answer = await send(path, fields);
    // Quicker than the server takes: nothing is lost, it only comes a little later.
    while (answer.status === 429) {
      const seconds = Number(answer.headers.get("retry-after")) || 1;
      await new Promise((done) => setTimeout(done, 1000 * seconds));
      answer = await send(path, fields);
    }
  } catch {
    toast(say("failed"));
    return null;
  }
  if (answer.ok) return answer;
  toast((await answer.text()) || say("failed"));
  return null;
}

function send(path, fields) {
  return fetch(`${base}/${path}`, { method: "POST", body: new URLSearchParams(fields), headers: { Accept: "text/plain" } });
}
