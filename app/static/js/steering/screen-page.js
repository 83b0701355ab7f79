// The projector screen: follows the server, and has no controls.
import { registerPlace } from "../live/place.js";
import { start as startLive } from "../live/start.js";
import { startClock } from "../live/clock.js";

registerPlace();
startClock();
startLive();
