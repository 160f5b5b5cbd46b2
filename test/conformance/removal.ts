import { parse, stringify } from "smol-toml";
import { features } from "../../core/support/features.ts";
import { placed } from "../../core/support/places.ts";
import { type Bundled, type Rendered, renderToml } from "../in-process.ts";

/** Keys of tables as they are, of lists as numbers. */
export type Path = readonly string[];

type Tree = Record<string, unknown>;

/** Every path of a TOML text, tables before what they hold. What is empty says nothing, and is left out. */
export function pathsOf(toml: string): Path[] {
  const walk = (value: unknown, path: Path): Path[] => {
    if (!isTree(value)) return [path];
    const below = Object.keys(value).flatMap((key) => walk(value[key], [...path, key]));
    return below.length === 0 || path.length === 0 ? below : [path, ...below];
  };
  return walk(parse(toml), []);
}

/** The same without what stands at the path. */
export function without(toml: string, path: Path): string {
  const tree = parse(toml) as Tree;
  const holder = path.slice(0, -1).reduce<unknown>((value, key) => (value as Tree)[key], tree);
  const key = path.at(-1)!;
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else delete (holder as Tree)[key];
  return stringify(tree);
}

/** True when there is something at the path. */
export function has(toml: string, path: Path): boolean {
  let value: unknown = parse(toml);
  for (const key of path) {
    if (!isTree(value) || !Object.hasOwn(value, key)) return false;
    value = value[key];
  }
  return true;
}

/** What a run showed. */
export interface Seen {
  readonly text: string;
  /** Keys that errors point at. */
  readonly errors: readonly Path[];
  readonly refused: readonly Path[];
}

/**
 * Everything that a person gets to see for a provider, as one text: the files, and what is said. Places are left out:
 * they move with every line.
 */
export async function seen(
  bundled: Bundled,
  toml: string,
  files: Readonly<Record<string, string>>,
  provider: string,
  profile?: string,
): Promise<Seen> {
  return seenIn(bundled, await renderToml(bundled, toml, files, profile), provider);
}

/** The same of what was rendered already. */
export function seenIn(bundled: Bundled, rendered: Rendered, provider: string): Seen {
  const { diagnostics, byProvider } = rendered;
  const own = byProvider.get(provider);
  const said = [...diagnostics, ...(own?.diagnostics ?? [])];
  const remarks = said.map(({ level, code, message, hint, subject, at }) => {
    // Before there is a plan, a complaint has no key but a place.
    const place = subject?.join(".") ?? at?.sourceLine ?? "";
    return `${level} ${code} ${place}: ${message} ${hint ?? ""}`;
  });
  const errors = said.flatMap(({ level, subject }) => (level === "error" ? [subject ?? []] : []));
  const text = [...remarks.sort(), ...(own?.files.values() ?? [])].join("\n");
  return { text, errors, refused: refusedIn(bundled, rendered, provider) };
}

/** The keys that the provider refuses with no more than a remark: what stands below them is told with them. */
function refusedIn({ host }: Bundled, { config, plan }: Rendered, provider: string): Path[] {
  const { manifest } = host.plugins.find(({ name }) => name === `provider/${provider}`)!;
  const refused = features.filter(({ id }) => {
    const cell = manifest.support?.[id];
    return typeof cell === "object" && cell.is === "refused";
  });
  const outputs = plan?.outputs ?? [];
  return refused.flatMap((feature) =>
    outputs.flatMap((output) =>
      [...feature.find(output, outputs)].map((use) => placed(feature, use, config?.schema).subject),
    ),
  );
}

/**
 * The text without what the provider refuses, which is told already: what is left is rendered, so that the rest can
 * be judged. Throws where an error names no key.
 */
export async function accepted(
  bundled: Bundled,
  toml: string,
  files: Readonly<Record<string, string>>,
  provider: string,
  profile?: string,
): Promise<string> {
  let rest = toml;
  for (let round = 0; round < 60; round++) {
    const { text, errors } = await seen(bundled, rest, files, provider, profile);
    const [first] = errors;
    if (!first) return rest;
    let path = first;
    while (path.length > 0 && !has(rest, path)) path = path.slice(0, -1);
    if (path.length === 0) throw new Error(`An error for ${provider} names no key:\n${text.slice(0, 600)}`);
    rest = without(rest, path);
  }
  throw new Error(`${provider} still refuses something after 60 keys were taken out.`);
}

function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !(value instanceof Date);
}
