// Starts the modules of a programme's pages.
import { startInserting } from "./count-insert.js";
import { startFinding } from "./find-code.js";
import { startKeys } from "./keys.js";
import { startMatrix } from "./matrix.js";
import { startFollowing } from "./regions.js";
import { startPreview } from "./report-preview.js";
import { startPicking, startUndoing } from "./themes.js";
import { startTranscript } from "./transcript.js";

startFollowing();
startFinding();
startKeys();
startPicking();
startUndoing();
startMatrix();
startTranscript();
startPreview();
startInserting();
