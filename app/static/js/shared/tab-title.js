// The title of the tab counts the notes that arrive while no one looks at it: "(3) Title".

/**
 * A title with a count in front of it.
 * @param {string} title with or without a count
 * @param {number} count 0 takes the count away
 * @returns {string}
 */
export function titleWith(title, count) {
  const plain = title.replace(/^\(\d+\) /, "");
  return count ? `(${count}) ${plain}` : plain;
}

/**
 * Count notes while the tab is hidden.
 * @returns {(added: HTMLElement[]) => void} is given the new notes of every update; the reader's own do not count
 */
export function countUnseen() {
  /** @type {Set<string>} */
  const unseen = new Set();

  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    unseen.clear();
    document.title = titleWith(document.title, 0);
  });

  return (added) => {
    if (!document.hidden) return;
    for (const note of added) unseen.add(note.id);
    // Which of them are the reader's own is known an update later, so all are looked at again.
    const notes = Array.from(unseen, (id) => document.getElementById(id));
    const count = notes.filter((note) => note && !note.hasAttribute("data-ui-mine")).length;
    document.title = titleWith(document.title, count);
  };
}
