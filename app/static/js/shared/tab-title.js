// Counts notes that arrive while the tab is hidden in its title: "(3) Title".

/**
 * A title with this count in front of it.
 * @param {string} title with or without an earlier count
 * @param {number} count 0 removes the count
 * @returns {string}
 */
export function titleWith(title, count) {
  const plain = title.replace(/^\(\d+\) /, "");
  return count ? `(${count}) ${plain}` : plain;
}

/**
 * Count notes while the tab is hidden.
 * @returns {(added: HTMLElement[]) => void} call it with the new notes of every update; own notes are not counted
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
    // All are checked again, because an own note may be marked only after the next update.
    const notes = Array.from(unseen, (id) => document.getElementById(id));
    const count = notes.filter((note) => note && !note.hasAttribute("data-ui-mine")).length;
    document.title = titleWith(document.title, count);
  };
}
