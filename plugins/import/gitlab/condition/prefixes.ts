/** More would be no condition that anybody reads. */
const most = 24;

/**
 * What a text has to begin with that fits a pattern with `^`: `^v\d+` is v0, v1, … v9. Undefined where it may begin with
 * anything, or with too many things.
 */
export function prefixesOf(source: string): string[] | undefined {
  if (!source.startsWith("^") || isAlternation(source)) return undefined;
  let found = [""];
  let rest = source.slice(1);
  for (;;) {
    const item = nextItem(rest);
    if (!item) break;
    const grown = found.flatMap((each) => item.choices.map((choice) => each + choice));
    if (item.repeat === "?") {
      if (found.length + grown.length > most) break;
      found = [...new Set([...grown, ...found])];
    } else {
      if (item.repeat === "*" || grown.length > most) break;
      found = grown;
      if (item.repeat !== "") break;
    }
    rest = item.rest;
  }
  return found.some((each) => each === "") ? undefined : found;
}

/** `|` outside of brackets. */
function isAlternation(source: string): boolean {
  let depth = 0;
  for (let index = 0; index < source.length; index++) {
    const sign = source[index];
    if (sign === "\\") index++;
    else if (sign === "(" || sign === "[") depth++;
    else if (sign === ")" || sign === "]") depth--;
    else if (sign === "|" && depth === 0) return true;
  }
  return false;
}

interface Item {
  readonly choices: readonly string[];
  readonly repeat: "" | "?" | "*" | "+";
  readonly rest: string;
}

const digits = [..."0123456789"];

function nextItem(rest: string): Item | undefined {
  const found =
    /^(?:\\([^A-Za-z0-9])|\\(d)|\[0-9\](\b|\B)|([\w/-])|\((?:\?:)?([\w./|-]+)\))([?*+]|\{[^}]*\})?/.exec(
      rest,
    );
  if (!found) return undefined;
  const [whole, escaped, digit, range, plain, group, sign = ""] = found;
  const choices =
    digit !== undefined || range !== undefined
      ? digits
      : group !== undefined
        ? group.replaceAll("\\", "").split("|")
        : [escaped ?? plain ?? ""];
  const repeat = sign.startsWith("{") ? (/^\{0/.test(sign) ? "*" : "+") : (sign as Item["repeat"]);
  return { choices, repeat, rest: rest.slice(whole.length) };
}
