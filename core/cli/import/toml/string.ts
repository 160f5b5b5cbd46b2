import { tomlString } from "../../init/toml.ts";

/** A text as TOML: one line where it is one, else between three quotes, so that a script looks like a script. */
export function writeString(text: string): string {
  return text.includes("\n") ? writeLines(text) : tomlString(text);
}

/** The line end behind the opening quotes is not a part of the text. */
function writeLines(text: string): string {
  const isPlain = !/'''|'$|[\x00-\x08\x0b-\x1f\x7f]/.test(text) && !hasLoneSurrogate(text);
  if (isPlain) return `'''\n${text}'''`;
  const escaped = text
    .replace(/\\/g, "\\\\")
    .replace(/"(?=""|"?$)/g, '\\"')
    .replace(/[\x00-\x08\x0b-\x1f\x7f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
  return `"""\n${whole(escaped)}"""`;
}

const loneSurrogate = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function hasLoneSurrogate(text: string): boolean {
  return text.search(loneSurrogate) >= 0;
}

/** Half a surrogate pair is no character, and TOML is UTF-8. */
function whole(text: string): string {
  return text.replace(loneSurrogate, "\ufffd");
}
