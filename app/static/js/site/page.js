// Starts the modules that every page needs.
import { closest, first } from "../shared/dom.js";
import { startBusy } from "./busy.js";
import { startCopying } from "./copy.js";
import { handleKeptText } from "./kept-text.js";
import { startPreview } from "./preview.js";
import { hideSecret } from "./secret-address.js";
import { startUndoForm } from "./undo-form.js";
import { showUnsent } from "./unsent.js";
import { watchForms } from "./unsaved-forms.js";

hideSecret();
startCopying();
handleKeptText();
watchForms();
showUnsent();
startPreview();
startBusy();
startUndoForm();
showCurrentPage();

document.addEventListener("click", ({ target }) => {
  if (closest(target, "[data-print]")) print();
});

/** Scroll the row of pages to the open page, because the row is wider than a phone's screen. */
function showCurrentPage() {
  const current = first("nav [aria-current]");
  const row = current?.parentElement;
  if (!current || !row) return;
  const ahead = current.getBoundingClientRect().left - row.getBoundingClientRect().left;
  row.scrollLeft += ahead - (row.clientWidth - current.offsetWidth) / 2;
}
