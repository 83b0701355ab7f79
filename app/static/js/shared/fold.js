// Text as a search compares it. `searchable` in `app/domain/text.py` holds the same table.

/** Letters that Unicode does not decompose but that people type as other letters, and marks that keyboards vary. */
const SAME = new Map([
  ...Object.entries({ æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", ħ: "h", ł: "l", ŧ: "t", þ: "th", ı: "i", ς: "σ" }),
  ...[..."‘’‚‛′ʹʻʼʽˈ`´＇"].map((mark) => /** @type {[string, string]} */ ([mark, "'"])),
  ...[..."“”„‟″«»＂"].map((mark) => /** @type {[string, string]} */ ([mark, '"'])),
  ...[..."‐‑‒–—―−⁃﹘﹣－"].map((mark) => /** @type {[string, string]} */ ([mark, "-"])),
]);

const VARIED = new RegExp(`[${[...SAME.keys()].join("")}]`, "g");

/** Latin, Greek, Cyrillic, Hebrew and Arabic accents and points, and invisible characters. */
const IGNORED = new RegExp(
  "[\\u0300-\\u036f\\u0483-\\u0487\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u0610-\\u061a\\u064b-\\u065f\\u0670" +
    "\\u06d6-\\u06dc\\u06df-\\u06e4\\u06e7\\u06e8\\u06ea-\\u06ed\\u1ab0-\\u1aff\\u1dc0-\\u1dff\\u20d0-\\u20ff\\ufe20-\\ufe2f" +
    "\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060-\\u2064\\ufe00-\\ufe0f\\ufeff]",
  "g",
);

/** Characters that a reader does not see. `is_visible` in `app/domain/text.py` follows the same rule. */
const VISIBLE = /[^\s\p{Cc}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\u{1d159}]/u;

/** @param {string} text */
const replaceSame = (text) => text.replace(VARIED, (letter) => SAME.get(letter) ?? letter);

/**
 * A text on one line without case, accents, and differences of apostrophes, quotation marks and hyphens.
 * @param {string} text
 * @returns {string}
 */
export function fold(text) {
  const letters = replaceSame(text).normalize("NFKD");
  // Lower and upper case each fold some letters that the other leaves, such as ẞ and ß.
  const folded = letters.toLowerCase().toUpperCase().toLowerCase().normalize("NFKD");
  return replaceSame(folded).replace(IGNORED, "").split(/\s+/).filter(Boolean).join(" ");
}

/**
 * Whether a reader would see at least one character of this text.
 * @param {string} text
 * @returns {boolean}
 */
export function isVisible(text) {
  return VISIBLE.test(text);
}
