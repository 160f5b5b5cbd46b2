/**
 * True when the plain characters are this string, and nothing else, to every YAML parser of 1.1 or 1.2.
 * `tight` is for places that end at commas, colons and brackets: keys and lists on one line.
 */
export function isPlain(text: string, tight: boolean): boolean {
  if (isAmbiguous(text) || needsEscapes(text) || /[\n\t]/.test(text)) return false;
  if (!/^(?:[^\s\-?:,[\]{}#&*!|>'"%@`]|-+[A-Za-z])/.test(text)) return false;
  if (/: |:$| #|\s$/.test(text)) return false;
  return !tight || !/[,:[\]{}#"'\\]/.test(text);
}

/** The text between double quotes on one line; every character that a parser could lose is an escape. */
export function doubleQuoted(text: string): string {
  return JSON.stringify(text).replace(
    hidden,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** True when a block scalar holds the text exactly in every parser, and a reader is glad of one. */
export function fitsBlock(text: string): boolean {
  return (
    text.trimEnd().includes("\n") &&
    !/^ *[\t\n]/.test(text) &&
    !/[ \t]$/.test(text) &&
    !/\n\s*\n$/.test(text) &&
    !needsEscapes(text)
  );
}

/** Line breaks of some parsers, marks that turn the order of letters, and what no parser need accept. */
const hidden = /[\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]/g;

/** Booleans by any name, null, numbers in any base or with underscores, times, dates, the merge key. */
function isAmbiguous(text: string): boolean {
  if (/^(?:y|yes|n|no|on|off|true|false|null|~|<<|=)$/i.test(text)) return true;
  // A cron line is no other value, but half of them begin with "*" and need quotes: people quote them all.
  if (/^[\d*][\d*/,-]*(?: [\w*/,-]+){4}$/.test(text)) return true;
  if (/^[-+]?\.(?:inf|nan)$/i.test(text) || /^[-+.]+$/.test(text)) return true;
  // "E0" has no digits before its exponent, and is a number to some all the same.
  return /^[-+.]*(?:e[-+]?)?\d[\da-f_.,:+\-xote\s]*z?$/i.test(text);
}

function needsEscapes(text: string): boolean {
  return /[\0-\x08\x0b-\x1f]/.test(text) || text.search(hidden) >= 0;
}
