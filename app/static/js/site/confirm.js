// Asks for confirmation before a form is sent that cannot be undone. It is not a module, because modules run too late.
{
  /** @type {HTMLFormElement | null} */
  let confirmed = null;

  /**
   * The dialog of every page with such a form, and its parts.
   * @param {string} id
   */
  const part = (id) => /** @type {HTMLElement} */ (document.getElementById(id));

  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const submitter = /** @type {HTMLElement | null} */ (event.submitter);
    const question = submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!question || confirmed === form) return;
    event.preventDefault();
    const dialog = /** @type {HTMLDialogElement | null} */ (part("confirm"));
    // The page has not arrived whole: nothing is sent unconfirmed, and a second press will ask.
    if (!dialog) return;
    // "Close “Eastfield”? People can no longer …": the question is the heading, the consequence is below it.
    const end = question.indexOf("?") + 1;
    part("confirm-question").textContent = question.slice(0, end || question.length);
    part("confirm-consequence").textContent = end ? question.slice(end).trim() : "";
    part("confirm-yes").textContent = submitter?.textContent?.trim() ?? "";
    dialog.returnValue = "";
    dialog.addEventListener(
      "close",
      () => {
        if (dialog.returnValue !== "yes") return;
        confirmed = form;
        form.requestSubmit(submitter);
        confirmed = null;
      },
      { once: true },
    );
    dialog.showModal();
  });
}
