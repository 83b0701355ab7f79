// Coding an interview: arrows choose sentences, a letter gives or removes a code, and the mouse or a finger chooses any words.
import { byId, closest, first, required } from "../shared/dom.js";
import { shortcutOf } from "../shared/letter-key.js";
import { storage } from "../shared/storage.js";
import { followVisibleHeight } from "../shared/visible-height.js";
import { Choosing } from "./choosing.js";
import { keepRecent } from "./code-buttons.js";
import { fromMouse } from "./mouse-span.js";
import { onReplaced } from "./regions.js";
import { saveOnSubmit } from "./saving.js";

const REMEMBERED = "letter-keys";

/** Listen on the page of an interview, if this is one and its reader may code. */
export function startTranscript() {
  const page = first("[data-coding]");
  if (!page) return;
  const form = /** @type {HTMLFormElement} */ (byId("codes"));
  const letters = /** @type {HTMLInputElement} */ (byId("letter-keys"));
  const choosing = new Choosing(form);
  if (/^#s\d+$/.test(location.hash)) choosing.focus();

  letters.checked = storage.get(REMEMBERED) !== "off";
  letters.addEventListener("change", () => storage.set(REMEMBERED, letters.checked ? "on" : "off"));

  /** @param {KeyboardEvent} event */
  function press(event) {
    const { key, shiftKey } = event;
    if (key === "ArrowDown" || key === "ArrowUp") {
      return () => choosing.goTo(choosing.beside(key === "ArrowDown" ? 1 : -1), shiftKey);
    }
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
  form.addEventListener("keydown", ({ key }) => {
    if (key === "Escape") choosing.focus();
  });

  page.addEventListener("click", (event) => {
    const sentence = closest(event.target, ".sentence");
    const excerpt = closest(closest(event.target, ".excerpt"), "li");
    if (!sentence && !excerpt) return;
    event.preventDefault();
    if (excerpt) choosing.goToExcerpt(excerpt);
    else if (getSelection()?.isCollapsed) choosing.goTo(sentence, event.shiftKey);
  });

  const chooseWords = () => {
    const chosen = fromMouse();
    if (chosen) choosing.choose(chosen);
  };
  page.addEventListener("mouseup", chooseWords);
  // A finger moves the ends of a selection by handles of the browser, and no other event says so.
  document.addEventListener("selectionchange", () => {
    if (matchMedia("(pointer: coarse)").matches) chooseWords();
  });

  required("[data-widen]", form).addEventListener("click", () => choosing.goOn());
  required("[data-close]", form).addEventListener("click", (event) => {
    event.preventDefault();
    choosing.choose(null);
    choosing.focus();
  });

  followVisibleHeight();
  keepRecent(form);
  saveOnSubmit(form, () => choosing.focus());
  onReplaced(() => choosing.show());
}
