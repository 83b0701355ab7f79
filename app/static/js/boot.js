// Before the first paint: say that scripts run, and let a secret leave the address bar.
document.documentElement.dataset.uiJs = "";

document.addEventListener("DOMContentLoaded", () => {
  if (document.querySelector("[data-secret-address]")) {
    history.replaceState(null, "", location.pathname.replace(/[^/]+$/, ""));
  }
  // On a narrow phone the row of pages is longer than the screen: it begins where one is.
  const here = document.querySelector("nav [aria-current]");
  if (here) {
    const row = here.parentElement;
    const ahead = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += ahead - (row.clientWidth - here.offsetWidth) / 2;
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});

/** Copy the words of another element, and say so. They stay selected: where copying is not allowed, one can by hand. */
async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  window.getSelection().selectAllChildren(source);
  try {
    // On plain http in a hall there is no clipboard but this old way to it.
    if (navigator.clipboard) await navigator.clipboard.writeText(source.textContent.trim());
    else if (!document.execCommand("copy")) return;
  } catch {
    return;
  }
  const said = button.nextElementSibling;
  said.textContent = `${button.dataset.copied} ✓`;
  setTimeout(() => said.replaceChildren(), 4000);
}

document.addEventListener("submit", (event) => {
  const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
