// The board page of a facilitator: the board, and steering on top of it.
import "../board/page.js";
import { chosenNote, menu } from "../board/menu.js";
import { startSteering } from "./steer.js";

startSteering(menu, chosenNote);
