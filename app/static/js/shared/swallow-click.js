// Suppresses the click that follows a drag.

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Ignore the click that belongs to the present pointer event. */
export function swallowClick() {
  document.addEventListener("click", stop, { capture: true });
  setTimeout(() => document.removeEventListener("click", stop, { capture: true }));
}
