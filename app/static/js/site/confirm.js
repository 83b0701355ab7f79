// Asks before what cannot be undone is sent. No module: the question must be there before anyone can press the button.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});
