// Starts the modules of a programme's pages.
import { startFinding } from "./find-code.js";
import { startKeys } from "./keys.js";
import { startMatrix } from "./matrix.js";
import { startFollowing } from "./regions.js";
import { startPreview } from "./report-preview.js";
import { startThemes, startUndoing } from "./themes.js";
import { startTranscript } from "./transcript.js";

startFollowing();
startFinding();
startKeys();
startThemes();
startUndoing();
startMatrix();
startTranscript();
startPreview();
