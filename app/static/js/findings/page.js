// Starts the modules of a programme's pages.
import { startFinding } from "./find-code.js";
import { startKeys } from "./keys.js";
import { startFollowing } from "./regions.js";
import { startTranscript } from "./transcript.js";

startFollowing();
startFinding();
startKeys();
startTranscript();
