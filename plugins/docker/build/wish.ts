import {
  flagInput,
  inputOf,
  literalOf,
  type Text,
  text,
  textInput,
  textsInput,
  type Use,
  type Value,
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
  /** Sorted by name. */
  readonly buildArgs: readonly { readonly name: string; readonly value: Text }[];
  readonly registry?: Text;
  readonly username?: Text;
  readonly password?: Text;
}

/** Reads the inputs of a step, with the manifest's defaults. */
export function readWish(use: Use): BuildWish {
  return {
    context: textInput(use, "context") ?? text("."),
    ...optional("file", textInput(use, "file")),
    ...optional("target", textInput(use, "target")),
    tags: ["tag", "tags"].flatMap((name) => textsInput(use, name) ?? []).flatMap(separated),
    platforms: (textsInput(use, "platforms") ?? []).flatMap(separated),
    push: flagInput(use, "push") ?? false,
    load: flagInput(use, "load") ?? false,
    cache: flagInput(use, "cache") ?? true,
    buildArgs: buildArgs(use),
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

function buildArgs(use: Use): { name: string; value: Text }[] {
  const given = inputOf(use, "build_args")?.value;
  if (given?.case !== "other" || given.value.kind.case !== "table") return [];
  return given.value.kind.value.entries
    .map(({ key, value }) => ({ name: key, value: textOf(value) }))
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function textOf(value: Value | undefined): Text {
  const kind = value?.kind;
  return kind?.case === "text" ||
    kind?.case === "boolean" ||
    kind?.case === "integer" ||
    kind?.case === "number"
    ? text(String(kind.value))
    : text();
}
