// Marks the element on which a dragged item would be dropped.
import { all } from "./dom.js";

/**
 * Mark this element and no other; null marks none.
 * @param {Element | null | undefined | false} target
 */
export function markDropTarget(target) {
  for (const marked of all("[data-ui-drop]")) {
    if (marked !== target) marked.removeAttribute("data-ui-drop");
  }
  if (target) target.setAttribute("data-ui-drop", "");
}
