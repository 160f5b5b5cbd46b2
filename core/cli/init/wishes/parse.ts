/** "postgres=16" or "postgres": name and version; a text says what is wrong with it. */
export function parseService(text: string): readonly [string, string | undefined] | string {
  const [name, version] = split(text);
  if (name === "" || version === "")
    return "Write a name, with a version or without: postgres, or postgres=16.";
  return [name, version];
}

/** "node=20,22": the tool and its versions. */
export function parseVersions(text: string): readonly [string, readonly string[]] | string {
  const [tool, list] = split(text);
  const versions = versionsIn(list ?? "");
  return tool === "" || versions.length === 0
    ? "Write a tool and its versions: node=20,22."
    : [tool, versions];
}

/** Versions between commas or blanks, each once. */
export function versionsIn(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((version) => version !== ""))];
}

/** "SEC001=error": a rule and its level. */
export function parseLevel(text: string): readonly [string, string] | string {
  const [rule, level = ""] = split(text);
  if (!/^[A-Z]+\d+$/.test(rule)) return "Write a rule and its level: SEC001=error.";
  return levels.includes(level) ? [rule, level] : `A level is one of ${levels.join(", ")}.`;
}

const levels = ["error", "warning", "info", "off"];

function split(text: string): readonly [string, string?] {
  const equals = text.indexOf("=");
  return equals === -1 ? [text.trim()] : [text.slice(0, equals).trim(), text.slice(equals + 1).trim()];
}
