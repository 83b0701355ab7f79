// The press that carried something is no click on where it began or ended.

/** @param {Event} event */
function stop(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** Ignore the click that belongs to the pointer event of this moment. */
export function swallowClick() {
  document.addEventListener("click", stop, { capture: true });
  setTimeout(() => document.removeEventListener("click", stop, { capture: true }));
}
