// What scripts say, in the language of the page.
import { holdFocus } from "./focus.js";

const words = document.getElementById("messages").dataset;

const kind = new Intl.PluralRules(document.documentElement.lang);
// Sentences that count have a form for each kind of number that the language tells apart.
const form = (sentence, n) => (sentence[0] === "{" && sentence[1] === '"' ? ((forms) => forms[kind.select(n)] ?? forms.other)(JSON.parse(sentence)) : sentence);

/** A sentence of the page's language with {name} filled in; {n} chooses its form. */
export function say(key, values = {}) {
  return form(words[key], values.n).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

let announcing;
const waiting = new Map();
/**
 * Tell a screen reader, politely, all that comes within a second at once; of what is `about` the same, only the last. A
 * function is asked for its words when it is time.
 */
export function announce(text, about = text) {
  const announcer = document.getElementById("announcer");
  waiting.delete(about);
  waiting.set(about, text);
  // Never put off: where something comes every second, all of it is told once a second.
  announcing ??= setTimeout(() => {
    announcing = undefined;
    const sentences = Array.from(waiting.values(), (sentence) => (typeof sentence === "function" ? sentence() : sentence));
    waiting.clear();
    // Emptied first, so that the same again is told again.
    announcer.textContent = "";
    setTimeout(() => (announcer.textContent = sentences.join(" ")), 50);
  }, 1000);
}

const box = document.getElementById("toast");
let fading;
let back = () => {};

/** A short message at the foot of the screen, perhaps with one thing to press. */
export function toast(text, label, act) {
  const inside = box.matches(":focus-within");
  box.replaceChildren(text);
  if (inside) back();
  // After an answer to it one is where one was when it came.
  back = holdFocus();
  if (label) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      box.hidden = true;
      back();
      act();
    });
    box.append(" ", button);
  }
  box.hidden = false;
  clearTimeout(fading);
  fading = setTimeout(() => {
    if (!box.matches(":hover, :focus-within")) box.hidden = true;
  }, 8000);
}
