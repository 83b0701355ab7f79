// What scripts say, in the language of the page.
const words = document.getElementById("words").dataset;

const kind = new Intl.PluralRules(document.documentElement.lang);
// Sentences that count have a form for each kind of number that the language tells apart.
const form = (sentence, n) => (sentence[0] === "{" && sentence[1] === '"' ? ((forms) => forms[kind.select(n)] ?? forms.other)(JSON.parse(sentence)) : sentence);

/** A sentence of the page's language with {name} filled in; {n} chooses its form. */
export function say(key, values = {}) {
  return form(words[key], values.n).replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

let announcing;
/** Tell a screen reader, politely; what comes within a second is told once. */
export function announce(text) {
  clearTimeout(announcing);
  announcing = setTimeout(() => {
    document.getElementById("announcer").textContent = text;
  }, 1000);
}

let fading;
/** A short message at the foot of the screen, perhaps with one thing to press. */
export function toast(text, label, act) {
  const box = document.getElementById("toast");
  box.replaceChildren(text);
  if (label) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = label;
    button.addEventListener("click", () => {
      box.hidden = true;
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
