import { readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));

/** What each room may import besides itself and `words`. The table of docs/decisions/0002, in code. */
const mayImport: Record<string, readonly string[]> = {
  words: ["diagnostic"],
  diagnostic: ["proto"],
  graph: ["proto", "diagnostic"],
  merge: ["proto", "diagnostic"],
  config: ["proto", "diagnostic", "repo", "integrity", "sdk/grant"],
  repo: ["diagnostic"],
  manifest: ["proto", "diagnostic", "repo", "integrity", "sdk/grant"],
  integrity: [],
  memo: [],
  source: ["diagnostic", "repo", "integrity", "manifest"],
  lock: ["proto", "diagnostic", "repo", "integrity", "source", "work"],
  "tool-digest": [],
  // From the plan to what CI has to do: pure but for the version of this cig.
  work: ["proto", "config", "host", "plan", "repo", "signature", "store", "verdict", "tool-digest"],
  // Asks plugins that may use the network which versions there are.
  online: ["proto", "host", "source", "manifest", "plan", "lock", "diagnostic", "sdk/grant"],
  preflight: ["proto", "host", "diagnostic"],
  continuation: ["proto", "generate", "host", "merge", "pipeline", "diagnostic"],
  signature: ["proto", "diagnostic", "repo", "integrity", "graph"],
  output: ["proto", "diagnostic", "repo", "integrity", "merge", "manifest"],
  host: ["memo", "proto", "diagnostic", "source", "lock", "manifest", "integrity", "repo", "sdk/grant"],
  store: ["proto", "host", "diagnostic", "source", "manifest", "sdk/grant", "sdk/store"],
  detect: ["proto", "host", "diagnostic", "repo"],
  plan: [
    "proto",
    "host",
    "diagnostic",
    "graph",
    "signature",
    "config",
    "repo",
    "detect",
    "manifest",
    "verdict",
  ],
  support: ["proto", "diagnostic", "manifest"],
  verdict: ["proto", "diagnostic", "support", "repo"],
  generate: ["proto", "host", "diagnostic", "merge", "lock"],
  validate: ["proto", "host", "diagnostic", "merge"],
  pipeline: [
    "proto",
    "config",
    "repo",
    "host",
    "detect",
    "plan",
    "support",
    "generate",
    "merge",
    "validate",
    "output",
    "diagnostic",
    "source",
    "lock",
    "work",
  ],
  recall: ["memo", "repo", "source", "output", "diagnostic"],
  // Asks importers and readers, and renders in memory to compare.
  import: [
    "proto",
    "config",
    "repo",
    "host",
    "source",
    "detect",
    "plan",
    "support",
    "generate",
    "merge",
    "diagnostic",
    "sdk/import",
    "sdk/table",
  ],
  report: ["diagnostic"],
  cli: [
    "proto",
    "recall",
    "pipeline",
    "config",
    "lock",
    "source",
    "output",
    "report",
    "diagnostic",
    "detect",
    "plan",
    "host",
    "repo",
    "graph",
    "manifest",
    "continuation",
    "preflight",
    "store",
    "tool-digest",
    "verdict",
    "work",
    "import",
    "online",
    "sdk/import",
    "sdk/table",
  ],
  launch: [],
  proto: [],
  sdk: ["proto", "sdk/grant", "sdk/store", "sdk/table"],
  "sdk/grant": [],
  "sdk/store": [],
  "sdk/table": ["proto"],
  "sdk/import": ["proto", "sdk/table"],
};

/** Words that every room of the core speaks; they import nothing but the type of a diagnostic. */
const words = [
  "core/event.ts",
  "core/unreachable.ts",
  "core/compare.ts",
  "core/version.ts",
  "core/pins.ts",
  "core/note-use.ts",
];

/** A dependency lives in one room, so that changing it changes one room. */
const homes: Record<string, readonly string[]> = {
  "@grpc/grpc-js": ["host", "sdk", "proto"],
  "@dagrejs/graphlib": ["graph"],
  "smol-toml": ["config", "lock", "manifest", "sdk"],
  "toml-eslint-parser": ["config"],
  zod: ["config"],
  execa: ["host"],
  "xxhash-wasm": ["memo"],
  semver: ["manifest"],
  diff: ["output"],
  "@clack/prompts": ["cli"],
  yaml: ["merge", "output", "sdk", "sdk/import"],
};

const imports = ["core", "sdk", "proto"].flatMap(sourceFiles).flatMap(importsOf);

describe("the rooms of the core", () => {
  it("import only what the architecture's table allows", () => {
    const broken = imports
      .filter(({ from, to }) => to !== undefined && !isAllowed(roomOf(from), roomOf(to)))
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(broken).toEqual([]);
  });

  it("keep each dependency in its room", () => {
    const broken = imports
      .filter(({ from, packageName }) => packageName && !homes[packageName]?.includes(roomOf(from)))
      .filter(({ packageName }) => packageName !== "@bufbuild/protobuf")
      .map(({ from, packageName }) => `${from} imports ${packageName}`);
    expect(broken).toEqual([]);
  });

  it("load Node's own modules at the top: in the bundle, which V8 runs as a script, import() of them fails", () => {
    const broken = ["core", "sdk", "proto"]
      .flatMap(sourceFiles)
      .filter((file) => /\bimport\(\s*["'`]/.test(readFileSync(join(root, file), "utf8")))
      .flatMap((file) =>
        [...readFileSync(join(root, file), "utf8").matchAll(/\bimport\(\s*["'`]([^"'`]+)/g)]
          .filter((match) => isBuiltin(match[1]!))
          .map((match) => `${file} imports ${match[1]} dynamically`),
      );
    expect(broken).toEqual([]);
  });

  it("keep the middle pure: graph, support, verdict and merge touch no file, process or clock", () => {
    const broken = imports
      .filter(
        ({ from, specifier }) =>
          ["graph", "support", "verdict", "merge"].includes(roomOf(from)) && isBuiltin(specifier),
      )
      .map(({ from, specifier }) => `${from} imports ${specifier}`);
    expect(broken).toEqual([]);
  });
});

describe("a plugin", () => {
  it("imports cig/sdk, npm packages and its own folder, and nothing else of cig", () => {
    const broken = sourceFiles("plugins")
      .flatMap(importsOf)
      .filter(
        ({ from, to }) => to !== undefined && !to.startsWith(`${from.split("/").slice(0, 3).join("/")}/`),
      )
      .map(({ from, to }) => `${from} imports ${to}`);
    expect(broken).toEqual([]);
  });

  it("uses no file system, process or network of Node", () => {
    const broken = sourceFiles("plugins")
      .flatMap(importsOf)
      .filter(({ specifier }) => isBuiltin(specifier))
      .map(({ from, specifier }) => `${from} imports ${specifier}`);
    expect(broken).toEqual([]);
  });
});

function isAllowed(from: string, to: string): boolean {
  if (from === to || to === "words") return true;
  const allowed = mayImport[from];
  if (!allowed) throw new Error(`The room "${from}" is not in the table of test/rooms.test.ts.`);
  return allowed.includes(to);
}

function roomOf(file: string): string {
  if (words.includes(file)) return "words";
  const [top, second = ""] = file.split("/");
  // What the core's own stores share with those of plugins; it needs nothing, and may be loaded on the fast path.
  // What an importer gives and what tables of jobs are and how they are compared is the core's, too.
  const shared = second.replace(/\.ts$/, "");
  if (top === "sdk" && ["grant", "import", "store", "table"].includes(shared)) return `sdk/${shared}`;
  if (top !== "core") return top!;
  if (second === "main.ts") return "cli";
  return second.replace(/\.ts$/, "");
}

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".ts") && !name.includes("/node_modules/"))
    .sort();
}

interface Import {
  readonly from: string;
  readonly specifier: string;
  /** The imported file, relative to the root; undefined for packages. */
  readonly to?: string;
  readonly packageName?: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.matchAll(
    /(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|(?:^|\n)\s*import\s*["']([^"']+)["']/g,
  );
  return [...found].map((match) => toImport(file, (match[1] ?? match[2] ?? match[3])!));
}

function toImport(from: string, specifier: string): Import {
  if (specifier.startsWith("."))
    return {
      from,
      specifier,
      to: relative(root, resolve(root, dirname(from), specifier)).replaceAll("\\", "/"),
    };
  if (isBuiltin(specifier) || specifier.startsWith("cig/")) return { from, specifier };
  const segments = specifier.split("/");
  return { from, specifier, packageName: segments.slice(0, specifier.startsWith("@") ? 2 : 1).join("/") };
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith("node:") || builtinModules.includes(specifier);
}
