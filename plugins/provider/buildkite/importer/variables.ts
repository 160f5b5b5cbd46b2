import { characters, type Draft } from "cig/sdk/import";
import { isRecord, listOf, textOf } from "../reader/raw.ts";

/** Variables by where they are carried: those that cig.toml can say, and those for the escape hatch. */
export function plainEnv(env: unknown): { readonly native: Draft; readonly hatch: Draft } {
  const native: Draft = {};
  const hatch: Draft = {};
  for (const [name, value] of entriesOf(env)) {
    const text = plainText(value);
    if (text !== undefined && /^[A-Za-z_]\w*$/.test(name) && !/^(?:CIG|BUILDKITE)_/.test(name))
      native[name] = text;
    else hatch[name] = value;
  }
  return { native, hatch };
}

function entriesOf(env: unknown): [string, string][] {
  if (isRecord(env)) return Object.entries(env).map(([name, value]) => [name, textOf(value ?? "")]);
  return listOf(env).map((each) => {
    const [name = "", ...value] = textOf(each).split("=");
    return [name, value.join("=")];
  });
}

/**
 * What the agent makes of a text when it uploads the pipeline, in the notation of cig.toml; undefined where it puts a
 * variable in, whose value only it knows.
 */
export function plainText(source: string): string | undefined {
  const bare = source.replace(/\$\$|\\\$/g, "");
  if (/\$(?:\{|[A-Za-z_])/.test(bare) || /\\\\/.test(source)) return undefined;
  return characters(source.replace(/\$\$|\\\$/g, "$"));
}
