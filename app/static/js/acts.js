// What is done with one press. Each sets a state, so doing it twice changes nothing.
import { say, toast } from "./words.js";

const base = document.getElementById("live").dataset.base;

/** Post fields to an address below the workshop's; says so and returns false if it did not work. */
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
    return false;
  }
  if (answer.ok) return true;
  toast((await answer.text()) || say("failed"));
  return false;
}
