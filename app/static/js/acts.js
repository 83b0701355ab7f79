// What is done with one press. Each sets a state, so doing it twice changes nothing.
import { say, toast } from "./words.js";

const base = document.getElementById("live").dataset.base;

/** Post fields to an address below the workshop's; gives the answer, or says that it did not work and gives null. */
export async function post(path, fields) {
  let answer;
  try {
    answer = await fetch(`${base}/${path}`, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "text/plain" },
    });
  } catch {
    toast(say("failed"));
    return null;
  }
  if (answer.ok) return answer;
  toast((await answer.text()) || say("failed"));
  return null;
}
