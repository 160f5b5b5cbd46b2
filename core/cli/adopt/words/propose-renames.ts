import type { TomlTable, TomlValue } from "../../../../sdk/import/imported.ts";
import type { Path } from "../compare-workflow.ts";
import type { Operation } from "../toml/operation.ts";
import type { Proposal } from "./proposal.ts";

/** Something of a third party with its version: "circleci/slack@4.12.5", "docker#v5.11.0", "cimg/node:22.1". */
interface Named {
  readonly name: string;
  readonly mark: string;
  readonly version: string;
}

/**
 * Orbs, plugins and images of which a file now names another version, named so wherever cig.toml names the old one. A way
 * changes all places of one at once. Pure.
 */
export function proposeRenames(config: TomlTable, rendered: string, edited: string): Proposal[] {
  const [old, fresh] = [namedIn(rendered), namedIn(edited)];
  const gone = [...old.values()].filter(({ name, mark, version }) => !fresh.has(name + mark + version));
  const come = [...fresh.values()].filter(({ name, mark, version }) => !old.has(name + mark + version));
  return gone.flatMap((one): Proposal[] => {
    const others = come.filter(({ name, mark }) => name === one.name && mark === one.mark);
    const [other] = others;
    if (!other || others.length > 1) return [];
    const named = textsIn(config, []).flatMap(([path, text]): Operation[] => {
      const value = renamed(text, one, other.version);
      return value === text ? [] : [{ kind: "set", path, value }];
    });
    const beside = versionsIn(config, one).map(
      (path): Operation => ({ kind: "set", path, value: other.version }),
    );
    const operations = [...named, ...beside];
    if (operations.length === 0) return [];
    const [before, after] = [one, other].map(({ name, mark, version }) => name + mark + version);
    return [
      { ways: [{ operations, path: operations[0]!.path, before: before!, after: after!, to: "cig.toml" }] },
    ];
  });
}

function namedIn(text: string): Map<string, Named> {
  const found = text.matchAll(/(?<![\w./:@#-])([A-Za-z0-9][\w./-]*)([@#:])(v?\d[\w.-]*)(?=["'\s:,]|$)/gm);
  return new Map(
    [...found].map(([whole, name, mark, version]) => [
      whole,
      { name: name!, mark: mark!, version: version! },
    ]),
  );
}

/** The name, or a command of the orb, before the version; and an image's name, which may be followed by a digest. */
function renamed(text: string, { name, mark, version }: Named, other: string): string {
  const plain = (part: string) => part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  const marks = mark === ":" ? ":" : "[@#]";
  const place = new RegExp(
    `(?<![\\w./-])(${plain(name)}(?:/[\\w.-]+)?${marks})${plain(version)}(?![\\w.-])`,
    "g",
  );
  return text.replace(place, (_, start: string) => start + other);
}

/** `version` beside `uses`. */
function versionsIn(config: TomlTable, { name, mark, version }: Named): Path[] {
  if (mark === ":") return [];
  const texts = textsIn(config, []);
  const uses = texts.filter(
    ([path, text]) => path.at(-1) === "uses" && (text === name || text.startsWith(`${name}/`)),
  );
  const places = new Set(uses.map(([path]) => JSON.stringify([...path.slice(0, -1), "version"])));
  return texts.flatMap(([path, text]) =>
    text === version && places.has(JSON.stringify(path)) ? [path] : [],
  );
}

function textsIn(value: TomlValue, path: Path): [Path, string][] {
  // The top's own version is the language's.
  if (typeof value === "string") return path.length > 1 ? [[path, value]] : [];
  if (typeof value !== "object") return [];
  const entries: [string | number, TomlValue][] = Array.isArray(value)
    ? value.map((each, index) => [index, each])
    : Object.entries(value as TomlTable);
  return entries.flatMap(([key, each]) => textsIn(each, [...path, key]));
}
