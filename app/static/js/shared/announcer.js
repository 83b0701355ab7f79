// Announces changes to screen readers in a polite live region.
import { byId } from "./dom.js";

/**
 * Return a function that collects sentences and shows those of one period together.
 * @param {(text: string) => void} show
 * @param {number} [period] milliseconds
 * @returns {(text: string | (() => string), about?: unknown) => void} takes a sentence, or a function that returns it
 *   when it is shown; of sentences with the same `about`, only the last is shown
 */
export function collector(show, period = 1000) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {Map<unknown, string | (() => string)>} */
  let waiting = new Map();

  function tell() {
    timer = undefined;
    const batch = waiting;
    waiting = new Map();
    const sentences = Array.from(
      batch.values(),
      (sentence) => (typeof sentence === "function" ? sentence() : sentence),
    );
    show(sentences.join(" "));
  }

  return (text, about = text) => {
    waiting.delete(about);
    waiting.set(about, text);
    // The period is not extended, so that frequent changes are still announced once per period.
    timer ??= setTimeout(tell, period);
  };
}

/** Announce a sentence. Those of one second are announced together; of those with the same `about`, only the last. */
export const announce = collector((text) => {
  const region = byId("announcer");
  // Emptied first, so that screen readers announce the same sentence again.
  region.textContent = "";
  setTimeout(() => (region.textContent = text), 50);
});
