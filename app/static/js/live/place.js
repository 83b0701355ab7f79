// The htmx swap style "place": puts each element at the position of its `data-rank`, and morphs it if it exists already.
// Ranks compare by code point, as the server sorts them.

/**
 * The first of these elements that ranks after `rank`, by binary search; null if there is none.
 * @template {{ dataset: DOMStringMap }} Item
 * @param {Item[]} items in the order of their ranks
 * @param {string} rank
 * @returns {Item | null}
 */
export function following(items, rank) {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.dataset.rank ?? "") > rank) high = middle;
    else low = middle + 1;
  }
  return items[low] ?? null;
}

/**
 * Move an element into a list before another one, or to its end. It keeps focus where the browser can do so.
 * @param {Element} list
 * @param {Element} item
 * @param {Element | null} before
 */
export function move(list, item, before) {
  // moveBefore keeps the element's focus, caret and scroll position, but not every browser has it.
  if (item.isConnected && "moveBefore" in list) list.moveBefore(item, before);
  else list.insertBefore(item, before);
}

/**
 * Move an element to the place of its rank.
 * @param {HTMLElement} item
 * @param {Keeps} keeps
 */
export function putInPlace(item, keeps = () => false) {
  const list = item.parentElement;
  if (!list) return;
  const before = following(othersOf(list, item, keeps), item.dataset.rank ?? "");
  if (item.nextElementSibling !== before) move(list, item, before);
}

/** Whether an element stays where it is for now, whatever its new version's rank. @typedef {(item: Element, fresh: HTMLElement | null) => boolean} Keeps */

/**
 * The other elements that are in the order of their ranks.
 * @param {Element} list
 * @param {Element | null} item
 * @param {Keeps} keeps
 */
function othersOf(list, item, keeps) {
  // A copy, because the live list `children` shrinks with every element that is moved out.
  const others = Array.from(list.children).filter((other) => other !== item && !keeps(other, null));
  return /** @type {HTMLElement[]} */ (others);
}

/**
 * Register the swap style "place" with htmx.
 * @param {Keeps} [keeps]
 */
export function registerPlace(keeps = () => false) {
  /** @type {HtmxInternals} */
  let internals;
  htmx.registerExtension("place", {
    init(given) {
      internals = given;
    },
    handle_swap(style, list, fragment) {
      if (style !== "place") return false;
      return [...fragment.children].map((child) => {
        const fresh = /** @type {HTMLElement} */ (child);
        const present = document.getElementById(fresh.id);
        const before = following(othersOf(list, present, keeps), fresh.dataset.rank ?? "");
        if (!present) {
          list.insertBefore(fresh, before);
          return fresh;
        }
        const moves = present.parentNode !== list || present.nextElementSibling !== before;
        if (moves && !keeps(present, fresh)) move(list, present, before);
        const wrapped = document.createDocumentFragment();
        wrapped.append(fresh);
        internals.morph(present, wrapped, false);
        return present;
      });
    },
  });
}
