// The board page of a facilitator: starts the board's modules and those for steering.
import "../board/page.js";
import { chosenNote, menu } from "../board/menu.js";
import { startApprovals } from "./approvals.js";
import { startControls } from "../shared/controls.js";
import { startNewcomers } from "../live/newcomers.js";
import { startSteering } from "./steer.js";
import { startUndo } from "./undo.js";

startControls();
startApprovals();
startNewcomers();
startSteering(menu, chosenNote);
startUndo();
