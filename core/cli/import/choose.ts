import { readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { byCodeUnit } from "../../compare.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { isPart } from "../../import/parts.ts";
import { type System, systemPaths } from "../../import/systems.ts";
import { readHeader } from "../../output/output.ts";
import { openCommit } from "../../repo/work-tree.ts";
import { type Arguments, type Invocation, Refusal } from "../invocation.ts";

/** The files that are imported, or held against a cig.toml. */
export interface Chosen {
  readonly system: System;
  /** Texts by path. */
  readonly files: ReadonlyMap<string, string>;
}

/**
 * The system that `--from` names, or the one whose file the operand is, or the only one that has files here; with the
 * file that the operand names, or all of them. `--original` says where they are read: a folder or a commit.
 */
export async function chooseSource(
  invocation: Invocation,
  root: string,
  systems: readonly System[],
): Promise<Chosen> {
  const { arguments: given } = invocation;
  const original = given.one("original");
  const place =
    original === undefined ? workTree(root, systems) : await otherPlace(invocation, root, original, systems);
  const file = given.operands[0];
  const path = file === undefined ? undefined : relative(root, resolve(root, file)).split(sep).join("/");
  const system = chooseSystem(given, path, place.systems, root);
  const files = await filesOf(system, path, place, root);
  return { system, files };
}

/** Where the original files lie. */
interface Place {
  readonly systems: readonly System[];
  read(path: string): Promise<string | undefined>;
}

function workTree(root: string, systems: readonly System[]): Place {
  const read = (path: string) => {
    try {
      return readFileSync(join(root, path), "utf8");
    } catch {
      return undefined;
    }
  };
  // What cig wrote says nothing that cig.toml does not say.
  const isTheirs = (path: string) => {
    const text = read(path);
    return text !== undefined && readHeader(text) === undefined;
  };
  return {
    systems: systems.map((system) => ({ ...system, paths: system.paths.filter(isTheirs) })),
    read: async (path) => read(path),
  };
}

/** A folder that mirrors the repository, else a commit of it. */
async function otherPlace(
  { environment }: Invocation,
  root: string,
  original: string,
  systems: readonly System[],
): Promise<Place> {
  const { openRepo } = await import("../../repo/repo.ts");
  const folder = resolve(root, original);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    const repo = await openRepo(folder, { environment });
    if (!repo.value) throw new Refusal(repo.diagnostics, root);
    const inFolder = systems.map((system) => ({
      ...system,
      paths: systemPaths(system.plugin.manifest.imports ?? [], repo.value!.paths),
    }));
    return workTree(folder, inFolder);
  }
  const { value: tree, diagnostics } = await openCommit(root, original, { environment });
  if (!tree) throw new Refusal(diagnostics, root);
  const decoder = new TextDecoder();
  return {
    systems: systems.map((system) => ({
      ...system,
      paths: systemPaths(
        system.plugin.manifest.imports ?? [],
        tree
          .entries(["**"])
          .map(({ path }) => path)
          .sort(byCodeUnit),
      ),
    })),
    read: async (path) => {
      const bytes = await tree.read(path);
      return bytes && decoder.decode(bytes);
    },
  };
}

function chooseSystem(
  given: Arguments,
  path: string | undefined,
  systems: readonly System[],
  root: string,
): System {
  const from = given.one("from");
  if (from !== undefined) {
    const named = systems.find(({ name }) => name === from);
    if (!named) throw unknownSystem(from, systems, root);
    return named;
  }
  const present = systems.filter(({ paths }) =>
    path === undefined ? paths.length > 0 : paths.includes(path),
  );
  const [only] = present;
  if (present.length === 1) return only!;
  if (present.length > 0) throw several(present, root);
  throw given.has("check") && path === undefined ? nothingLeft(root) : nothingFound(path, systems, root);
}

async function filesOf(
  system: System,
  path: string | undefined,
  place: Place,
  root: string,
): Promise<ReadonlyMap<string, string>> {
  const [own] = place.systems.filter(({ name }) => name === system.name);
  // Of a file that was named, what it may be made of comes along: local actions, includes.
  const others = (own?.paths ?? []).filter(isPart);
  const paths = path === undefined ? (own?.paths ?? []) : [...new Set([path, ...others])].sort();
  const texts = await Promise.all(paths.map(async (each) => [each, await place.read(each)] as const));
  const missing = texts.find(([each, text]) => each === path && text === undefined);
  if (missing) throw wrongFile(missing[0], root);
  return new Map(texts.flatMap(([each, text]) => (text === undefined ? [] : [[each, text] as const])));
}

function unknownSystem(from: string, systems: readonly System[], root: string): Refusal {
  const known = systems.map(({ name }) => name).join(", ");
  const message = `Nothing imports from "${from}".`;
  return new Refusal(
    [diagnose("CIG703", message, { hint: `--from takes ${known || "nothing yet"}.` })],
    root,
  );
}

function nothingFound(path: string | undefined, systems: readonly System[], root: string): Refusal {
  const globs = systems.flatMap(({ title, plugin }) => {
    const imports = (plugin.manifest.imports ?? []).filter((glob) => !glob.startsWith("!"));
    return imports.length > 0 ? [`  ${title}: ${imports.slice(0, 3).join(", ")}`] : [];
  });
  const message =
    path === undefined
      ? "There is no CI here that could be imported: no file that people wrote is where one looks for it."
      : `"${path}" is no file of a CI system that could be imported.`;
  const hint = `It is looked for here:\n${globs.join("\n")}\nName the system of another file:\n  cig import --from github FILE\nTo start without one:\n  cig init`;
  return new Refusal([diagnose("CIG710", message, { hint })], root);
}

/** What was rendered has taken the place of the original. */
function nothingLeft(root: string): Refusal {
  const message =
    "There is nothing to compare with: every file that could be the original was written by cig, or is gone.";
  const hint = "Say where the original is, a commit or a folder:\n  cig import --check --original HEAD~1";
  return new Refusal([diagnose("CIG710", message, { hint })], root);
}

function several(present: readonly System[], root: string): Refusal {
  const titles = present.map(({ title }) => title);
  const message = `The repository has ${titles.slice(0, -1).join(", ")} and ${titles.at(-1)}, and one cig.toml is made of one of them.`;
  const hint = `Say which:\n${present.map(({ name, paths }) => `  cig import --from ${name}   # ${paths[0]}`).join("\n")}`;
  return new Refusal([diagnose("CIG711", message, { hint })], root);
}

function wrongFile(path: string, root: string): Refusal {
  return new Refusal([diagnose("CIG703", `The file "${path}" cannot be read.`)], root);
}
