// The messages that scripts show, in the language of the page.
import { byId } from "./dom.js";

/** @type {Map<string, Intl.PluralRules>} */
const pluralRules = new Map();

/** @param {string} language */
function rulesOf(language) {
  const rules = pluralRules.get(language) ?? new Intl.PluralRules(language);
  pluralRules.set(language, rules);
  return rules;
}

/**
 * Fill the placeholders of a message.
 * @param {string} sentence text with `{name}` placeholders, or JSON with such a text for each plural category
 * @param {Record<string, string | number | undefined>} values by placeholder; `n` chooses the plural category
 * @param {string} language
 * @returns {string}
 */
export function fill(sentence, values, language) {
  let text = sentence;
  if (sentence.startsWith('{"')) {
    /** @type {Record<string, string> & { other: string }} */
    const forms = JSON.parse(sentence);
    text = forms[rulesOf(language).select(Number(values.n))] ?? forms.other;
  }
  return text.replace(/\{(\w+)\}/g, (_, name) => String(values[name]));
}

/**
 * A message in the page's language.
 * @param {string} key the name of a `data-` attribute of `#messages`
 * @param {Record<string, string | number | undefined>} [values]
 * @returns {string}
 * @throws {Error} if the page has no such message
 */
export function message(key, values = {}) {
  const sentence = byId("messages").dataset[key];
  if (sentence === undefined) throw new Error(`the page has no message ${key}`);
  return fill(sentence, values, document.documentElement.lang);
}
