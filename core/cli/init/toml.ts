import { foreignLine } from "../../report/foreign.ts";

/** A TOML string for any text: literal quotes where that reads better, escapes where it must. */
export function tomlString(text: string): string {
  // Half a surrogate pair is no character, and TOML is UTF-8.
  const whole = text.replace(
    /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
    "\ufffd",
  );
  if (!/["\\\x00-\x1f\x7f]/.test(whole)) return `"${whole}"`;
  if (!/['\x00-\x1f\x7f]/.test(whole)) return `'${whole}'`;
  return `"${whole.replace(/["\\\x00-\x1f\x7f]/g, escapeCharacter)}"`;
}

/** A list of strings on one line: `["a", "b"]`. */
export function tomlList(texts: readonly string[]): string {
  return `[${texts.map(tomlString).join(", ")}]`;
}

/** A key, quoted only where it must be. */
export function tomlKey(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : tomlString(key);
}

/** A comment of one line; whatever could end it or upset a terminal is made visible. */
export function tomlComment(text: string): string {
  return `# ${foreignLine(text)}`.trimEnd();
}

/** Text that cig.toml would read as a name (`{{ … }}`) is put in quotes there, so that it stays what it is. */
export function withoutNames(text: string): string {
  return text.replace(/\$\{\{|\{\{/g, (braces) => `{{ '${braces}' }}`);
}

function escapeCharacter(character: string): string {
  const short = { '"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r" }[character];
  return short ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
