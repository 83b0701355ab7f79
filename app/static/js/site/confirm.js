// Asks for confirmation before a form is sent that cannot be undone. It is not a module, because modules run too late.
document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (question && !confirm(question)) event.preventDefault();
});
