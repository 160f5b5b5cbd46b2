import {
  flagInput,
  literalOf,
  type NamedText,
  named,
  type Text,
  tableInput,
  text,
  textInput,
  textsInput,
  type Use,
} from "cig/sdk";

/** What a `docker/build` step asks for. */
export interface BuildWish {
  readonly context: Text;
  readonly file?: Text;
  readonly target?: Text;
  readonly tags: readonly Text[];
  /** "linux/arm64" */
  readonly platforms: readonly Text[];
  readonly push: boolean;
  readonly load: boolean;
  readonly cache: boolean;
  /** Those of the table, sorted, then those of the text; a pair without "=" has no name. */
  readonly buildArgs: readonly NamedText[];
  readonly labels: readonly NamedText[];
  /** Values that the build sees and no layer keeps. */
  readonly secrets: readonly NamedText[];
  /** Where layers come from and go to; both empty: where the provider keeps them. */
  readonly cacheFrom: readonly Text[];
  readonly cacheTo: readonly Text[];
  readonly pull: boolean;
  readonly noCache: boolean;
  readonly provenance?: Text;
  readonly sbom?: Text;
  /** When a `push` is one. Absent: in each run. */
  readonly pushWhen?: string;
  readonly registry?: Text;
  readonly username?: Text;
  readonly password?: Text;
}

/** Reads the inputs of a step, with the manifest's defaults. */
export function readWish(use: Use): BuildWish {
  const pushWhen = literalOf(textInput(use, "push_when"));
  return {
    context: textInput(use, "context") ?? text("."),
    ...optional("file", textInput(use, "file")),
    ...optional("target", textInput(use, "target")),
    tags: ["tag", "tags"].flatMap((name) => textsInput(use, name) ?? []).flatMap(separated),
    platforms: (textsInput(use, "platforms") ?? []).flatMap(separated),
    push: flagInput(use, "push") ?? false,
    load: flagInput(use, "load") ?? false,
    cache: flagInput(use, "cache") ?? true,
    buildArgs: [...tableInput(use, "build_args"), ...pairsInput(use, "build_arg")],
    labels: [...tableInput(use, "labels"), ...pairsInput(use, "label")],
    secrets: pairsInput(use, "secrets"),
    cacheFrom: textsInput(use, "cache_from") ?? [],
    cacheTo: textsInput(use, "cache_to") ?? [],
    pull: flagInput(use, "pull") ?? false,
    noCache: flagInput(use, "no_cache") ?? false,
    ...optional("provenance", textInput(use, "provenance")),
    ...optional("sbom", textInput(use, "sbom")),
    ...(pushWhen !== undefined && pushWhen !== "" && { pushWhen }),
    ...optional("registry", textInput(use, "registry")),
    ...optional("username", textInput(use, "username")),
    ...optional("password", textInput(use, "password")),
  };
}

function optional(name: string, value: Text | undefined): Record<string, Text> {
  return value && literalOf(value) !== "" ? { [name]: value } : {};
}

/** "a:1, b:2" and one name a line are several; commas inside a run-time name cannot be. */
function separated(value: Text): Text[] {
  const found: Text[] = [text()];
  for (const part of value.parts) {
    if (part.kind.case !== "literal") {
      found.push(text(found.pop()!, part));
      continue;
    }
    const [first, ...others] = part.kind.value.split(/[,\n]/);
    found.push(text(found.pop()!, first!.trim()));
    for (const other of others) found.push(text(other.trim()));
  }
  return found.filter(({ parts }) => parts.length > 0);
}

/** "A=1, B={{ git.sha }}" as named Texts. */
function pairsInput(use: Use, name: string): NamedText[] {
  return separated(textInput(use, name) ?? text()).map((pair) => {
    const [first, ...rest] = pair.parts;
    const start = first?.kind.case === "literal" ? first.kind.value : "";
    const end = start.indexOf("=");
    return end < 1 ? named("", pair) : named(start.slice(0, end).trim(), start.slice(end + 1), ...rest);
  });
}
