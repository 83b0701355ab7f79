// Search as one types, and filters: one's own, never anybody else's. What does not fit is put aside in this page only.
import { around } from "./live.js";
import { announce, say } from "./words.js";

/** Put aside every item that does not fit the form; `fits(item, values)` looks at all but the words. */
export function finder(form, items, fits = () => true) {
  const none = form.querySelector("[data-none]");

  function apply() {
    const values = Object.fromEntries(new FormData(form));
    const words = (values.words ?? "").toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const item of items()) {
      const text = item.textContent.toLocaleLowerCase();
      const fitting = words.every((word) => text.includes(word)) && fits(item, values);
      item.toggleAttribute("data-ui-aside", !fitting);
      shown += fitting;
    }
    const asked = Object.values(values).some(Boolean);
    form.toggleAttribute("data-ui-asked", asked);
    none.hidden = !asked || shown > 0;
    return { asked, shown };
  }

  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", () => {
    const { asked, shown } = apply();
    if (asked) announce(say("found", { n: shown }));
  });
  form.addEventListener("reset", () => setTimeout(apply));
  around(() => {}, apply);
  apply();
  return apply;
}
