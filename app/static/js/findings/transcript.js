// Coding an interview: arrows choose sentences, a letter gives or removes a code, and the mouse chooses any words.
import { all, byId, closest, field, first, required } from "../shared/dom.js";
import { shortcutOf } from "../shared/letter-key.js";
import { fill } from "../shared/messages.js";
import { storage } from "../shared/storage.js";
import { fromMouse } from "./mouse-span.js";
import { onReplaced } from "./regions.js";
import { saveOnSubmit } from "./saving.js";
import { spanOf } from "./spans.js";

/** @typedef {import("./spans.js").Span} Span */

const REMEMBERED = "letter-keys";

/** Listen on the page of an interview, if this is one and its reader may code. */
export function startTranscript() {
  const page = first("[data-coding]");
  if (!page) return;
  const form = /** @type {HTMLFormElement} */ (byId("codes"));
  const letters = /** @type {HTMLInputElement} */ (byId("letter-keys"));
  /** @type {Span | null} */
  let span = null;
  let anchor = "";
  let current = first(".sentence[aria-current]")?.id ?? first(".sentence")?.id ?? "";

  letters.checked = storage.get(REMEMBERED) !== "off";
  letters.addEventListener("change", () => storage.set(REMEMBERED, letters.checked ? "on" : "off"));

  /** @param {Span | null} chosen */
  function choose(chosen) {
    span = chosen;
    field(form, "start").value = String(span?.start ?? 0);
    field(form, "end").value = String(span?.end ?? 0);
    field(form, "words").value = span?.words ?? "";
    show();
  }

  /** Show what is chosen, and which codes it has. */
  function show() {
    const sentences = all(".sentence");
    for (const sentence of sentences) {
      sentence.removeAttribute("aria-current");
      sentence.tabIndex = sentence.id === current ? 0 : -1;
      const [start, end] = [Number(sentence.dataset.start), Number(sentence.dataset.end)];
      sentence.toggleAttribute("data-ui-chosen", span !== null && start < span.end && span.start < end);
    }
    const given = first(`.margin [data-start="${span?.start}"][data-end="${span?.end}"]`)?.dataset.codes?.split(" ") ??
      [];
    for (const button of /** @type {HTMLButtonElement[]} */ (all("button", form))) {
      button.disabled = span === null;
      if (!button.dataset.element) continue;
      const has = given.includes(button.dataset.element);
      button.name = has ? "take" : "give";
      button.setAttribute("aria-pressed", String(has));
    }
    const box = byId("selected");
    const count = sentences.filter((sentence) => sentence.hasAttribute("data-ui-chosen")).length;
    byId("selection").textContent = span
      ? `${fill(box.dataset.count ?? "", { n: count }, document.documentElement.lang)}: ${span.words}`
      : (box.dataset.none ?? "");
  }

  /**
   * Choose from one sentence to another of the same turn.
   * @param {HTMLElement} from
   * @param {HTMLElement} to
   */
  function chooseSentences(from, to) {
    const words = closest(to, "[data-text]");
    if (!words) return;
    const start = Math.min(Number(from.dataset.start), Number(to.dataset.start));
    const end = Math.max(Number(from.dataset.end), Number(to.dataset.end));
    choose(spanOf(words.dataset.text ?? "", Number(words.dataset.start), start, end));
  }

  /**
   * Move the focus to a sentence, and choose it, or everything up to it.
   * @param {HTMLElement | null} sentence
   * @param {boolean} widen
   */
  function goTo(sentence, widen) {
    if (!sentence) return;
    const from = widen ? document.getElementById(anchor) : null;
    if (from && closest(from, "[data-text]") !== closest(sentence, "[data-text]")) return;
    if (!from) anchor = sentence.id;
    current = sentence.id;
    chooseSentences(from ?? sentence, sentence);
    sentence.focus();
  }

  /** @param {number} step */
  const beside = (step) => {
    const sentences = all(".sentence");
    const at = sentences.findIndex(({ id }) => id === current);
    return sentences[at < 0 ? 0 : at + step] ?? null;
  };

  /** @param {KeyboardEvent} event */
  function press(event) {
    const { key, shiftKey } = event;
    if (key === "ArrowDown" || key === "ArrowUp") return () => goTo(beside(key === "ArrowDown" ? 1 : -1), shiftKey);
    if (key === "Escape") return () => byId("find-code").focus();
    if (key === "Backspace") return () => required("[name=clear]", form).click();
    if (!letters.checked) return null;
    const shortcut = shortcutOf(event);
    const button = shortcut && first(`[aria-keyshortcuts="${CSS.escape(shortcut)}"]`, form);
    return button ? () => button.click() : null;
  }

  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !closest(event.target, "#transcript")) return;
    if (event.key === "Enter") return;
    const action = press(event);
    if (!action) return;
    event.preventDefault();
    if (!event.repeat || event.key.startsWith("Arrow")) action();
  });

  page.addEventListener("click", (event) => {
    const sentence = closest(event.target, ".sentence");
    const excerpt = closest(event.target, ".excerpt");
    if (!sentence && !excerpt) return;
    event.preventDefault();
    if (excerpt) {
      const own = closest(excerpt, "li");
      const turn = closest(excerpt, ".turn");
      const words = turn && first("[data-text]", turn);
      if (!own || !words) return;
      const [start, end] = [Number(own.dataset.start), Number(own.dataset.end)];
      choose(spanOf(words.dataset.text ?? "", Number(words.dataset.start), start, end));
      current = all(".sentence", words).find((other) => Number(other.dataset.end) > start)?.id ?? current;
      document.getElementById(current)?.focus();
    } else if (getSelection()?.isCollapsed) {
      goTo(sentence, event.shiftKey);
    }
  });

  page.addEventListener("mouseup", () => {
    const chosen = fromMouse();
    if (chosen) choose(chosen);
  });

  saveOnSubmit(form, () => document.getElementById(current)?.focus({ preventScroll: true }));
  onReplaced(show);
  const start = Number(field(form, "start").value);
  const end = Number(field(form, "end").value);
  choose(end > start ? { start, end, words: field(form, "words").value } : null);
}
