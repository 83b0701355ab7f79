// The board page of a notetaker: starts the board's modules, and undoing what they posted for others.
import "../board/page.js";
import { startUndo } from "./undo.js";

startUndo();
