// Telling a screen reader what has happened, politely.
import { byId } from "./dom.js";

/**
 * Return a function that collects sentences and shows all of one period together.
 * @param {(text: string) => void} show
 * @param {number} [period] milliseconds
 * @returns {(text: string | (() => string), about?: unknown) => void} takes a sentence, or a function that is asked for
 *   it when it is shown; of what is `about` the same, only the last is shown
 */
export function collector(show, period = 1000) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Map<unknown, string | (() => string)>} */
  let waiting = new Map();

  function tell() {
    timer = undefined;
    const told = waiting;
    waiting = new Map();
    const sentences = Array.from(told.values(), (sentence) => (typeof sentence === "function" ? sentence() : sentence));
    show(sentences.join(" "));
  }

  return (text, about = text) => {
    waiting.delete(about);
    waiting.set(about, text);
    // Never postponed: where something comes every second, all of it is told once a second.
    timer ??= setTimeout(tell, period);
  };
}

/** Tell a screen reader; sentences of one second are told together, and of those about the same only the last. */
export const announce = collector((text) => {
  const region = byId("announcer");
  // Emptied first, so that the same sentence is told again.
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50);
});
