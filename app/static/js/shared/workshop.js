// Facts that the server rendered into this page: workshop, view, language and position.
import { byId } from "./dom.js";

const { base = "", view = "", lang = "", seq = "0", epoch = "" } = byId("live").dataset;

/** The address of the workshop, `/w/KEY`. */
export const WORKSHOP = base;

/** The view that this page shows: `board`, `steer` or `map`. */
export const VIEW = view;

/** The language of this page. */
export const LANGUAGE = lang;

/** The journal's seq and epoch at which the page was rendered. */
export const RENDERED_AT = { seq: Number(seq), epoch };
