// Says what is under way where it takes more than 300 ms.
import { first } from "./dom.js";

/** Milliseconds without a word. What is faster needs none. */
const SILENCE = 300;

/** What is under way and has been said. */
const said = new Set();

/**
 * Something begins. The page says so if it is not over in time.
 * @param {"sending" | "opening" | "preparing"} what
 * @param {() => boolean} [wanted] asked once, when the page is about to say it
 * @returns {() => void} to be called when it is over
 */
export function begin(what, wanted = () => true) {
  const status = first("#busy");
  const one = {};
  const timer = setTimeout(() => {
    if (!status || !wanted()) return;
    said.add(one);
    status.textContent = status.dataset[what] ?? "";
  }, SILENCE);
  return () => {
    clearTimeout(timer);
    if (said.delete(one) && !said.size && status) status.textContent = "";
  };
}
