// The page of themes: arrows move through evidence, Space selects it, T or X and a letter move it, and so does dragging.
import { all, byId, closest, first } from "../shared/dom.js";
import { fill } from "../shared/messages.js";
import { onReplaced } from "./regions.js";

/** Listen on the page of themes, if this is one and its reader may change it. */
export function startThemes() {
  const page = first("[data-themes]");
  const form = /** @type {HTMLFormElement | null} */ (first("#pick"));
  const select = /** @type {HTMLSelectElement | null} */ (first("#to-theme"));
  if (!page || !form || !select) return;
  const status = byId("picked");
  /** The stance for which the next letter names a theme. @type {"" | "for" | "against"} */
  let pending = "";

  const boxes = () => /** @type {HTMLInputElement[]} */ (all("#evidence input[type=checkbox]"));
  const count = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    const words = fill(status.dataset.count ?? "", { n: chosen }, document.documentElement.lang);
    status.textContent = pending ? `${words}. ${status.dataset.hint}` : words;
  };

  /**
   * @param {string} theme
   * @param {string} stance
   */
  function move(theme, stance) {
    if (!select || !form || !boxes().some((box) => box.checked)) return;
    select.value = theme;
    const button = /** @type {HTMLButtonElement | null} */ (first(`button[value="${stance}"]`, form));
    form.requestSubmit(button);
  }

  form.addEventListener("change", count);
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !closest(event.target, "#evidence")) return;
    const key = event.key.toUpperCase();
    if (pending) {
      const option = first(`option[data-letter="${CSS.escape(key)}"]`, select);
      if (option) move(option.getAttribute("value") ?? "", pending);
      pending = "";
    } else if (key === "T" || key === "X") {
      pending = key === "T" ? "for" : "against";
    } else if (key === "ARROWDOWN" || key === "ARROWUP") {
      const list = boxes();
      const at = list.findIndex((box) => box === document.activeElement);
      list[at + (key === "ARROWDOWN" ? 1 : -1)]?.focus();
    } else return;
    event.preventDefault();
    count();
  });

  page.addEventListener("dragstart", (event) => {
    const box = /** @type {HTMLInputElement | null} */ (first("input", closest(event.target, ".card") ?? undefined));
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
    move(theme.dataset.drop ?? "", "for");
  });
  onReplaced(count);
  count();
}
