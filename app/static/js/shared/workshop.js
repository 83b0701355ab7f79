// Which workshop this page shows, to whom, and how far.
import { byId } from "./dom.js";

const { base = "", view = "", lang = "", seq = "0", epoch = "" } = byId("live").dataset;

/** The address of the workshop, `/w/KEY`. */
export const WORKSHOP = base;

/** What this page shows: `board`, `steer` or `map`. */
export const VIEW = view;

/** The language of this page. */
export const LANGUAGE = lang;

/** The journal's number and epoch that the page was rendered at. */
export const RENDERED_AT = { seq: Number(seq), epoch };
