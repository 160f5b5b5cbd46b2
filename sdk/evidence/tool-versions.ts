import { linesOf } from "./file.ts";

/** A version that a version manager's file gives to a tool. */
export interface StatedVersion {
  readonly version: string;
  readonly line: number;
}

/**
 * The version of one of the tools in a `.tool-versions` of asdf or mise. Of several it is the first, as both prefer
 * it; `system`, `latest`, `ref:…` and `path:…` are no versions.
 */
export function toolVersion(text: string, tools: readonly string[]): StatedVersion | undefined {
  for (const [index, line] of linesOf(text).entries()) {
    const [tool, version] = line.split("#", 1)[0]!.trim().split(/\s+/);
    const stated = tools.includes(tool ?? "") ? plainVersion(version) : undefined;
    if (stated) return { version: stated, line: index + 1 };
  }
  return undefined;
}

/** The same for a `mise.toml`. Throws the parser's error, which has a `line`, when it is not valid TOML. */
export async function miseVersion(
  text: string,
  tools: readonly string[],
): Promise<StatedVersion | undefined> {
  const { parse } = await import("smol-toml");
  const table: unknown = parse(text).tools;
  if (typeof table !== "object" || table === null || Array.isArray(table)) return undefined;
  for (const [tool, value] of Object.entries(table)) {
    const name = tool.replace(/^(core|asdf|vfox|ubi|aqua):/, "");
    const version = tools.includes(name) ? plainVersion(firstString(value)) : undefined;
    if (version) return { version, line: lineOfTool(text, tool) };
  }
  return undefined;
}

function plainVersion(version: string | undefined): string | undefined {
  const plain = version?.replace(/^(prefix|latest):/, "");
  return plain && /\d/.test(plain) && /^[A-Za-z0-9][\w.+-]*$/.test(plain) ? plain : undefined;
}

function firstString(value: unknown): string | undefined {
  if (Array.isArray(value)) return firstString(value[0]);
  if (typeof value === "object" && value !== null && "version" in value) return firstString(value.version);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

function lineOfTool(text: string, tool: string): number {
  const isTool = (line: string) => {
    const key =
      /^\s*(?:"([^"]+)"|'([^']+)'|([\w-]+))\s*[=.]/.exec(line) ??
      /^\s*\[tools\.(?:"([^"]+)"|'([^']+)'|([\w-]+))/.exec(line);
    return key !== null && (key[1] ?? key[2] ?? key[3]) === tool;
  };
  return linesOf(text).findIndex(isTool) + 1;
}
