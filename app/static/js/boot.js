// Before the first paint: say that scripts run, and let a secret leave the address bar.
document.documentElement.dataset.uiJs = "";

document.addEventListener("DOMContentLoaded", () => {
  if (document.querySelector("[data-secret-address]")) {
    history.replaceState(null, "", location.pathname.replace(/[^/]+$/, ""));
  }
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
});
