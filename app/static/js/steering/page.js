// The board page of a facilitator: starts the board's modules and those for steering.
import "../board/page.js";
import { chosenNote, menu } from "../board/menu.js";
import { startSteering } from "./steer.js";

startSteering(menu, chosenNote);
