// Before the first paint: say that scripts run, and let a secret leave the address bar.
document.documentElement.dataset.uiJs = "";

document.addEventListener("DOMContentLoaded", () => {
  hideSecret();
  for (const form of document.querySelectorAll("form[data-unsaved]")) hold(form);
  // On a narrow phone the row of pages is longer than the screen: it begins where one is.
  const here = document.querySelector("nav [aria-current]");
  if (here) {
    const row = here.parentElement;
    const ahead = here.getBoundingClientRect().left - row.getBoundingClientRect().left;
    row.scrollLeft += ahead - (row.clientWidth - here.offsetWidth) / 2;
  }
});

/**
 * A secret leaves the address bar, which others may see. What is left leads, by Reload, Back and the choice of a language,
 * to a page that wants the secret again: this tab keeps it for that, and for no longer than it is open.
 */
function hideSecret() {
  const wanted = document.querySelector("[data-secret-wanted]");
  const short = document.querySelector("[data-secret-address]")?.dataset.secretAddress;
  const here = location.pathname;
  try {
    const secret = wanted && sessionStorage.getItem(here);
    if (secret) {
      // Nobody needs to read what they need not do.
      wanted.hidden = true;
      location.replace(`${here}/${secret}`);
    }
    // A form that comes back with what is wrong in it stands at the short address already.
    if (short && here.startsWith(`${short}/`)) {
      sessionStorage.setItem(short, here.slice(short.length + 1));
      history.replaceState(null, "", short);
    }
  } catch {
    // Where nothing can be kept, the address stays as it is.
  }
}

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

// What has been typed into a form is not lost by leaving the page: the browser asks. A board keeps it by itself.
const typed = new Set();
const ask = (event) => event.preventDefault();

function hold(form) {
  typed.add(form);
  window.addEventListener("beforeunload", ask);
}

document.addEventListener("input", ({ target: { form } }) => {
  if (form?.method === "post" && document.body.matches(".plain")) hold(form);
});

document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  typed.delete(event.target);
  if (!typed.size) window.removeEventListener("beforeunload", ask);
});
