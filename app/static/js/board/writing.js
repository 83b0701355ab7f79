// Whether people can write under a question now. Text that is being written stays where it is, whatever changes.
import { VIEW } from "../shared/workshop.js";
import { all, byId, first } from "../shared/dom.js";
import { announce } from "../shared/announcer.js";
import { message } from "../shared/messages.js";

/**
 * The words that say why people cannot write under a question, or "" if they can.
 * @param {string} column its id
 * @returns {string}
 */
export function shutBecause(column) {
  const state = document.getElementById(`state-${column}`);
  if (state?.dataset.writing === "no") return first(".shut", state)?.textContent ?? "";
  if (VIEW === "board" && document.body.hasAttribute("data-ui-frozen")) return message("timeisupshort");
  return "";
}

/** Remember the modes of the board, and return a function that announces what has changed since. */
export function rememberModes() {
  const before = modes();
  return () => {
    for (const [name, sentence] of modes()) {
      if (sentence && sentence !== before.get(name)) announce(sentence, name);
    }
  };
}

/** What the board says about its phase and its columns, by what it is about. */
function modes() {
  /** @type {Map<string, string>} */
  const said = new Map([["phase", byId("stage").textContent.trim()]]);
  for (const state of all(".column-state")) {
    // Without the words of buttons and menus. The clock announces that it has frozen the board.
    const lines = all(":scope > .line:not(.frozen) > p", state).map((line) => line.textContent.trim());
    said.set(state.id, lines.join(" "));
  }
  return said;
}
