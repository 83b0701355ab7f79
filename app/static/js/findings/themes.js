// Evidence that is selected, on the pages of themes, of a code and of a cell: arrows move through it, Space selects it, K and a
// number give it a kind, and Ctrl+Z undoes. On the page of themes, T or X and a letter move it, and so does dragging.
import { all, closest, first } from "../shared/dom.js";
import { letterOf } from "../shared/letter-key.js";
import { asksToUndo } from "../shared/undo-key.js";
import { fill } from "../shared/messages.js";
import { onReplaced } from "./regions.js";

/** Listen where evidence can be selected, if the reader may change it. */
export function startPicking() {
  const page = first("[data-picking]");
  const form = /** @type {HTMLFormElement | null} */ (first("#pick"));
  const select = /** @type {HTMLSelectElement | null} */ (first("#to-theme"));
  const facets = /** @type {HTMLSelectElement | null} */ (first("#facet"));
  const status = first("#picked");
  if (!page || !form || !status) return;
  /** What the next key chooses: the theme for this stance, or the facet. @type {"" | "for" | "against" | "facet"} */
  let pending = "";

  const boxes = () => /** @type {HTMLInputElement[]} */ (all("#evidence [data-piece]"));
  const count = () => {
    if (!status) return;
    const chosen = boxes().filter((box) => box.checked).length;
    const words = fill(status.dataset.count ?? "", { n: chosen }, document.documentElement.lang);
    const hint = pending === "facet" ? status.dataset.facetHint : status.dataset.hint;
    status.textContent = pending ? `${words}. ${hint}` : words;
  };

  /**
   * Choose this option for the selected evidence, and press a button of the form.
   * @param {HTMLSelectElement | null} list
   * @param {string | undefined} value
   * @param {string} button
   */
  function apply(list, value, button) {
    if (!list || !form || value === undefined || !boxes().some((box) => box.checked)) return;
    list.value = value;
    form.requestSubmit(/** @type {HTMLButtonElement | null} */ (first(button, form)));
  }

  /** @param {string} key */
  function choose(key) {
    const list = pending === "facet" ? facets : select;
    const option = /** @type {HTMLOptionElement | null} */ (first(
      pending === "facet" ? `option[data-digit="${CSS.escape(key)}"]` : `option[data-letter="${CSS.escape(key)}"]`,
      list ?? undefined,
    ));
    apply(list, option?.value, pending === "facet" ? 'button[name="on"][value="1"]' : `button[value="${pending}"]`);
    pending = "";
  }

  form.addEventListener("change", count);
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !closest(event.target, "#evidence")) return;
    if (closest(event.target, "textarea")) return;
    const key = letterOf(event) || event.key.toUpperCase();
    if (pending) choose(key);
    else if (select && (key === "T" || key === "X")) {
      pending = key === "T" ? "for" : "against";
    } else if (key === "K" && facets) {
      pending = "facet";
    } else if (key === "ARROWDOWN" || key === "ARROWUP") {
      const list = boxes();
      const at = list.findIndex((box) => box === document.activeElement);
      list[at + (key === "ARROWDOWN" ? 1 : -1)]?.focus();
    } else return;
    event.preventDefault();
    count();
  });

  page.addEventListener("dragstart", (event) => {
    const box =
      /** @type {HTMLInputElement | null} */ (first("input", closest(event.target, ".evidence-card") ?? undefined));
    if (box) box.checked = true;
    event.dataTransfer?.setData("text/plain", "evidence");
    count();
  });
  page.addEventListener("dragover", (event) => {
    const theme = closest(event.target, "[data-drop]");
    for (const other of all("[data-drop]")) other.toggleAttribute("data-ui-over", other === theme);
    if (theme) event.preventDefault();
  });
  page.addEventListener("drop", (event) => {
    const theme = closest(event.target, "[data-drop]");
    if (!theme) return;
    event.preventDefault();
    apply(select, theme.dataset.drop, 'button[value="for"]');
  });
  onReplaced(count);
  count();
  // After an action the browser leads to the evidence; the first piece of it is at hand.
  const enter = () => {
    if (document.activeElement?.id === "evidence") boxes()[0]?.focus();
  };
  page.addEventListener("focusin", enter);
  enter();
}

/** Let Ctrl+Z press the button that undoes the reader's last action, outside of text fields. */
export function startUndoing() {
  document.addEventListener("keydown", (event) => {
    if (!asksToUndo(event, closest(event.target, "textarea, select, input:not([type=checkbox])") !== null)) return;
    const button = first("[data-undo]");
    if (!button) return;
    event.preventDefault();
    button.click();
  });
}
