// Draws a dragged item as a copy that follows the pointer above everything else.

/**
 * Show a copy of an element above the page.
 * @param {HTMLElement} element
 * @returns {{ move: (at: { x: number, y: number, fromX: number, fromY: number }) => void, remove: () => void }}
 */
export function lift(element) {
  const { left, top, width } = element.getBoundingClientRect();
  const copy = /** @type {HTMLElement} */ (element.cloneNode(true));
  for (const name of ["id", "data-rank", "data-ui-dragged"]) copy.removeAttribute(name);
  const above = document.createElement("ol");
  above.className = "lifted";
  above.setAttribute("aria-hidden", "true");
  above.popover = "manual";
  above.inert = true;
  above.style.inlineSize = `${width}px`;
  above.style.translate = `${left}px ${top}px`;
  above.append(copy);
  document.body.append(above);
  above.showPopover();
  return {
    move({ x, y, fromX, fromY }) {
      above.style.translate = `${left + x - fromX}px ${top + y - fromY}px`;
    },
    remove: () => above.remove(),
  };
}
