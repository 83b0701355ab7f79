// Starts the modules of a programme's pages.
import { startFinding } from "./find-code.js";
import { startFollowing } from "./regions.js";
import { startTranscript } from "./transcript.js";

startFollowing();
startFinding();
startTranscript();
