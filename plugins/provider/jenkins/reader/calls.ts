import { cacheKey, folderOf, type OtherRow } from "cig/sdk/table";
import type { Call, Expr } from "./syntax.ts";
import { argumentOf, isTrue, itemsOf, named, numberOf } from "./tree.ts";
import { type Names, textOf } from "./values.ts";

/** What a call of a step means; undefined for what is only the provider's business. `title` is the comment before it. */
export function readCall(call: Call, title: string, folder: string, names: Names): OtherRow | undefined {
  const text = (expr: Expr | undefined) => (expr ? textOf(expr, names) : "");
  const at = (paths: readonly string[]) => paths.map((path) => inFolder(folder, path));
  switch (call.name) {
    case "checkout":
      return readCheckout(call, text);
    case "git":
      return { kind: "checkout", ref: text(named(call, "branch")), depth: 1, submodules: false, lfs: false };
    case "cache":
      return readCache(call, text);
    case "stash": {
      const name = stashName(text(named(call, "name")));
      return {
        kind: "upload",
        name: artifactName(title) ?? name,
        paths: at(pathsOf(call, "includes", text)),
        ifMissing: isTrue(named(call, "allowEmpty")) ? "warn" : "error",
      };
    }
    case "archiveArtifacts": {
      const report = /^Report: (\w+)/.exec(title)?.[1];
      const paths = at(pathsOf(call, "artifacts", text));
      if (report) return { kind: "report", report, paths };
      if (paths.every((path) => path.startsWith("cig-kept/"))) return undefined;
      return {
        kind: "upload",
        name: artifactName(title) ?? "",
        paths,
        ifMissing: isTrue(named(call, "allowEmptyArchive")) ? "warn" : "error",
      };
    }
    case "unstash":
      if (folder.startsWith("cig-kept/")) return undefined;
      return { kind: "download", name: stashName(text(argumentOf(call, "name"))), path: folderOf(folder) };
    case "junit":
      return { kind: "report", report: "junit", paths: at(pathsOf(call, "testResults", text)) };
    case "recordCoverage":
      return { kind: "report", report: "coverage", paths: at(patternsIn(named(call, "tools"), text)) };
    case "recordIssues":
      return {
        kind: "report",
        report: "annotations",
        paths: at(patternsIn(named(call, "tools") ?? named(call, "tool"), text)),
      };
    case "input":
      return { kind: "approve" };
    case "echo":
    case "print":
    case "println":
    case "error":
    case "library":
    case "writeFile":
    case "readFile":
    case "sleep":
    case "isUnix":
      return undefined;
    default:
      if (call.of) return undefined;
      return {
        kind: "native",
        uses: title.includes("/") && title.includes("@") ? title.replace(/@[^@]*$/, "") : call.name,
      };
  }
}

function readCheckout(call: Call, text: (expr: Expr | undefined) => string): OtherRow {
  const source = argumentOf(call, "scm");
  const usual = { kind: "checkout", ref: "", depth: 1, submodules: false, lfs: false } as const;
  // The project's own way, as when Jenkins checks out by itself: all of the history, where no setting says otherwise.
  if (source?.kind !== "call") return { ...usual, depth: 0 };
  const [branch] = itemsOf(named(source, "branches"));
  const name =
    branch?.kind === "map" ? branch.entries.find((entry) => entry.name === "name")?.value : undefined;
  const extensions = itemsOf(named(source, "extensions"));
  const of = (word: string) =>
    extensions.find((each): each is Call => each.kind === "call" && each.name === word);
  const clone = of("cloneOption");
  return {
    ...usual,
    ref: text(name).replace(/^\*\//, ""),
    depth: !clone ? 1 : isTrue(named(clone, "shallow")) ? numberOf(named(clone, "depth")) || 1 : 0,
    submodules: of("submodule") !== undefined,
    lfs: of("lfs") !== undefined,
  };
}

function readCache(call: Call, text: (expr: Expr | undefined) => string): OtherRow {
  const paths = itemsOf(named(call, "caches")).flatMap((item) => {
    if (item.kind !== "call") return [];
    return [text(named(item, "path")).replace(/^\{\{ env\.HOME \}\}/, "~")];
  });
  const [first] = itemsOf(named(call, "caches"));
  const argument = (name: string) => (first?.kind === "call" ? text(named(first, name)) : "");
  const files = argument("cacheValidityDecidingFile").split(",").filter(Boolean);
  const key = cacheKey(argument("cacheName"), files);
  const isRestore = isTrue(named(call, "skipSave"));
  const isSave = isTrue(named(call, "skipRestore"));
  return { kind: "cache", paths, mode: isRestore ? "restore" : isSave ? "save" : "both", key };
}

/** Patterns of Ant as paths: a folder with all in it is the folder; what is taken out begins with `!`. */
function pathsOf(call: Call, name: string, text: (expr: Expr | undefined) => string): string[] {
  const wanted = split(text(named(call, name) ?? call.args[0]));
  const out = named(call, "excludes");
  return [...wanted, ...(out ? split(text(out)).map((path) => `!${path}`) : [])];
}

function split(patterns: string): string[] {
  const all = patterns
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "");
  return all.filter((each) => !(each.endsWith("/**") && all.includes(each.slice(0, -3))));
}

function patternsIn(tools: Expr | undefined, text: (expr: Expr | undefined) => string): string[] {
  const items = tools?.kind === "list" ? tools.items : tools ? [tools] : [];
  return items.flatMap((item) => {
    const value =
      item.kind === "map"
        ? item.entries.find(({ name }) => name === "pattern")?.value
        : item.kind === "call"
          ? named(item, "pattern")
          : undefined;
    return value ? split(text(value)) : [];
  });
}

function artifactName(title: string): string | undefined {
  return /^Artifact (.+)$/.exec(title)?.[1];
}

/** The artifact of "test-3.2.logs", as cig's own names are made; the job's name stands before the last point. */
function stashName(name: string): string {
  return name.replace(/-([0-9a-f]{2,4})-/g, (all, code: string) => {
    const character = String.fromCharCode(Number.parseInt(code, 16));
    return /[A-Za-z0-9_.-]/.test(character) ? all : character;
  });
}

function inFolder(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}
