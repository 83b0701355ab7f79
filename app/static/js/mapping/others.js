// Announces changes by others to the current note.
import { announce } from "../shared/announcer.js";
import { message } from "../shared/messages.js";
import { changesByOthers } from "./codings.js";
import { changedByOthers, coderOf, removerOf, showNews } from "./current-note.js";
import { nameOf } from "./elements.js";

/**
 * Show and announce what others have changed on the current note.
 * @param {HTMLElement} note
 * @param {ReadonlySet<string>} before the elements that were rendered before the update
 */
export function tellOthers(note, before) {
  const { given, taken } = changesByOthers(note, before);
  for (const element of [...given, ...taken]) changedByOthers.set(element, performance.now());
  const sentences = [
    ...given.map((element) => message("others", { coder: coderOf(note, element), name: nameOf(element) })),
    ...taken.map((element) =>
      message("lost", { coder: removerOf(note, element) ?? message("someone"), name: nameOf(element) })
    ),
  ];
  if (!sentences.length) return;
  showNews(sentences.join(" "));
  announce(sentences.join(" "));
}
