// Keys of a working area: each presses the link, button or choice that names it in aria-keyshortcuts.
import { all, closest } from "../shared/dom.js";
import { letterOf } from "../shared/letter-key.js";

/** Listen in the areas of this page that have keys, while the focus is in them. */
export function startKeys() {
  for (const area of all("[data-keys]")) {
    area.addEventListener("keydown", (event) => {
      const control = controlFor(area, event);
      if (!control) return;
      event.preventDefault();
      if (!event.repeat) control.click();
    });
    // After a page has loaded, the keys work at once.
    if (area.hasAttribute("autofocus") || location.hash === `#${area.id}`) area.focus({ preventScroll: true });
  }
}

/**
 * @param {HTMLElement} area
 * @param {KeyboardEvent} event
 */
function controlFor(area, event) {
  const { key } = event;
  const together = event.ctrlKey || event.metaKey;
  if (event.altKey || event.shiftKey) return undefined;
  // What people type into a field is text, and Enter on a link or button is theirs.
  if (!together && closest(event.target, "textarea, select, input:not([type=radio], [type=checkbox])")) {
    return undefined;
  }
  if (!together && key === "Enter" && closest(event.target, "a, button, summary")) return undefined;
  if (key.startsWith("Arrow") && closest(event.target, "input")) return undefined;
  const name = `${together ? "Control+" : ""}${letterOf(event) || key}`;
  return all("[aria-keyshortcuts]", area).find((one) => one.getAttribute("aria-keyshortcuts") === name);
}
