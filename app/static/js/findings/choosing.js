// The words of an interview that its reader has chosen: whole sentences one after the other, or any words of one turn.
import { all, byId, closest, field, first, required } from "../shared/dom.js";
import { fill } from "../shared/messages.js";
import { showCodes } from "./code-buttons.js";
import { spanOf } from "./spans.js";

/** @typedef {import("./spans.js").Span} Span */

const touch = matchMedia("(pointer: coarse)");

/** What the reader has chosen, which the form of codes sends. */
export class Choosing {
  /** @type {Span | null} */
  #span = null;
  /** The ids of the sentence where choosing began, and of the one where the reader is. */
  #anchor = "";
  #current = first(".sentence[aria-current]")?.id ?? first(".sentence")?.id ?? "";

  /** @param {HTMLFormElement} form the codes, with fields for the words and their positions */
  constructor(form) {
    this.form = form;
    const [start, end] = [Number(field(form, "start").value), Number(field(form, "end").value)];
    this.choose(end > start ? { start, end, words: field(form, "words").value } : null);
  }

  /** @param {Span | null} span */
  choose(span) {
    this.#span = span;
    field(this.form, "start").value = String(span?.start ?? 0);
    field(this.form, "end").value = String(span?.end ?? 0);
    field(this.form, "words").value = span?.words ?? "";
    this.show();
  }

  /** Show what is chosen, and which codes it has. */
  show() {
    const span = this.#span;
    const sentences = all(".sentence");
    for (const sentence of sentences) {
      sentence.removeAttribute("aria-current");
      sentence.tabIndex = sentence.id === this.#current ? 0 : -1;
      const [start, end] = [Number(sentence.dataset.start), Number(sentence.dataset.end)];
      sentence.toggleAttribute("data-ui-chosen", span !== null && start < span.end && span.start < end);
      // A finger that rests on a link gets a menu of the browser, and cannot select words.
      if (touch.matches) {
        sentence.removeAttribute("href");
        sentence.setAttribute("role", "button");
      }
    }
    showCodes(this.form, span);
    const chosen = all("[data-ui-chosen]");
    const words = chosen[0] && closest(chosen[0], "[data-text]");
    const next = words && all(".sentence", words).at(-1) !== chosen.at(-1);
    /** @type {HTMLButtonElement} */ (required("[data-widen]", this.form)).disabled = !next;
    const box = byId("selected");
    byId("selection").textContent = span
      ? `${fill(box.dataset.count ?? "", { n: chosen.length }, document.documentElement.lang)}: ${span.words}`
      : (box.dataset.none ?? "");
  }

  /**
   * Move the focus to a sentence, and choose it, or everything up to it that the same person says.
   * @param {HTMLElement | null} sentence
   * @param {boolean} widen
   */
  goTo(sentence, widen) {
    if (!sentence) return;
    const from = widen ? document.getElementById(this.#anchor) : null;
    const words = closest(sentence, "[data-text]");
    if (!words || (from && closest(from, "[data-text]") !== words)) return;
    if (!from) this.#anchor = sentence.id;
    this.#current = sentence.id;
    const start = Math.min(Number((from ?? sentence).dataset.start), Number(sentence.dataset.start));
    const end = Math.max(Number((from ?? sentence).dataset.end), Number(sentence.dataset.end));
    this.choose(spanOf(words.dataset.text ?? "", Number(words.dataset.start), start, end));
    this.focus();
  }

  /** Choose what is chosen and the sentence after it. */
  goOn() {
    const chosen = all("[data-ui-chosen]");
    this.#anchor = chosen[0]?.id ?? this.#anchor;
    this.#current = chosen.at(-1)?.id ?? this.#current;
    this.goTo(this.beside(1), true);
  }

  /**
   * Choose the words of an excerpt.
   * @param {HTMLElement} own its place in the margin
   */
  goToExcerpt(own) {
    const words = first("[data-text]", closest(own, ".turn") ?? undefined);
    if (!words) return;
    const [start, end] = [Number(own.dataset.start), Number(own.dataset.end)];
    this.#current = all(".sentence", words).find((other) => Number(other.dataset.end) > start)?.id ?? this.#current;
    this.#anchor = this.#current;
    this.choose(spanOf(words.dataset.text ?? "", Number(words.dataset.start), start, end));
    this.focus();
  }

  /**
   * The sentence so many after the one where the reader is.
   * @param {number} step
   * @returns {HTMLElement | null}
   */
  beside(step) {
    const sentences = all(".sentence");
    const at = sentences.findIndex(({ id }) => id === this.#current);
    return sentences[at < 0 ? 0 : at + step] ?? null;
  }

  /** Focus the sentence where the reader is, above the sheet of codes if there is one. */
  focus() {
    const sentence = document.getElementById(this.#current);
    sentence?.focus({ preventScroll: true });
    sentence?.scrollIntoView({ block: "nearest" });
  }
}
