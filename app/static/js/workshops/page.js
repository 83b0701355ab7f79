// Starts the modules of the pages Participants, Share and Join view.
import "../site/page.js";
import { startFinding } from "./find-person.js";
import { startRefreshing } from "./refresh.js";

const find = startFinding();
startRefreshing(find);
