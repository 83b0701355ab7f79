// hx-swap="place": each element goes where its data-rank says, and is morphed where it is on the page already.
// Ranks compare by code point, as the server sorts them.
(() => {
  let internal;

  // The first of these elements that ranks after `rank`; they are in order, so halving finds it.
  function following(items, rank) {
    let low = 0;
    let high = items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (items[middle].dataset.rank > rank) high = middle;
      else low = middle + 1;
    }
    return items[low] ?? null;
  }

  function put(list, item, before) {
    // moveBefore keeps focus, caret and scroll position of what is moved.
    if (item.isConnected && list.moveBefore) list.moveBefore(item, before);
    else list.insertBefore(item, before);
  }

  htmx.registerExtension("place", {
    init(api) {
      internal = api;
    },
    handle_swap(style, list, fragment) {
      if (style !== "place") return false;
      // A list of its own: `children` grows shorter with every one that is taken out.
      return [...fragment.children].map((fresh) => {
        const present = document.getElementById(fresh.id);
        const others = Array.from(list.children).filter((child) => child !== present);
        const before = following(others, fresh.dataset.rank);
        if (!present) {
          list.insertBefore(fresh, before);
          return fresh;
        }
        if (present.parentNode !== list || present.nextElementSibling !== before) put(list, present, before);
        const wrapped = document.createDocumentFragment();
        wrapped.append(fresh);
        internal.morph(present, wrapped, false);
        return present;
      });
    },
  });
})();
