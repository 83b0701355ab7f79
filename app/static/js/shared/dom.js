// Typed functions for finding elements.

/**
 * The element of the page with this id.
 * @param {string} id
 * @returns {HTMLElement}
 * @throws {Error} if the page has none
 */
export function byId(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/**
 * The first element that fits.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement | null}
 */
export function first(selector, root = document) {
  return root.querySelector(selector);
}

/**
 * The first element that fits.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement}
 * @throws {Error} if there is none
 */
export function required(selector, root = document) {
  const found = first(selector, root);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

/**
 * All matching elements, in document order.
 * @param {string} selector
 * @param {ParentNode} [root]
 * @returns {HTMLElement[]}
 */
export function all(selector, root = document) {
  return Array.from(root.querySelectorAll(selector));
}

/**
 * The nearest matching element around the target of an event, including the target itself.
 * @param {EventTarget | null} target
 * @param {string} selector
 * @returns {HTMLElement | null}
 */
export function closest(target, selector) {
  return target instanceof Element ? target.closest(selector) : null;
}

/**
 * A field of a form.
 * @param {HTMLFormElement} form
 * @param {string} name
 * @returns {HTMLInputElement}
 * @throws {Error} if the form has none, or several, of that name
 */
export function field(form, name) {
  const found = form.elements.namedItem(name);
  if (!(found instanceof HTMLElement)) throw new Error(`the form has no single field ${name}`);
  return /** @type {HTMLInputElement} */ (found);
}
