// What every page has.
import { closest, first } from "../shared/dom.js";
import { startCopying } from "./copy.js";
import { hideSecret } from "./secret-address.js";
import { watchForms } from "./unsaved-forms.js";

hideSecret();
startCopying();
watchForms();
showCurrentPage();

document.addEventListener("click", ({ target }) => {
  if (closest(target, "[data-print]")) print();
});

/** On a narrow phone the row of pages is longer than the screen: it begins at the page that is open. */
function showCurrentPage() {
  const current = first("nav [aria-current]");
  const row = current?.parentElement;
  if (!current || !row) return;
  const ahead = current.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += ahead - (row.clientWidth - current.offsetWidth) / 2;
}
