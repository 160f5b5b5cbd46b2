import {
  alternatives,
  cacheBeginning,
  cacheKey,
  folderOf,
  type OtherRow,
  withoutValues,
} from "cig/sdk/table";
import { readText } from "./expression/text.ts";
import type { Table } from "./expression/value.ts";
import { linesOf, type Raw } from "./raw.ts";

/** What an action's row is read from. */
export interface ActionCall {
  readonly inputs: Raw;
  readonly known: Table;
  /** Of the matrix, by which names of artifacts are told apart. */
  readonly values: readonly string[];
}

/** Actions that make a tool available, with the input that says the version. */
const tools: Readonly<Record<string, readonly [tool: string, input: string]>> = {
  "actions/setup-dotnet": ["dotnet", "dotnet-version"],
  "actions/setup-go": ["go", "go-version"],
  "actions/setup-java": ["java", "java-version"],
  "actions/setup-node": ["node", "node-version"],
  "actions/setup-python": ["python", "python-version"],
  "astral-sh/setup-uv": ["python", "python-version"],
  "denoland/setup-deno": ["deno", "deno-version"],
  "docker/build-push-action": ["docker-build", ""],
  "docker/login-action": ["docker-login", ""],
  "docker/setup-buildx-action": ["docker", "version"],
  "docker/setup-qemu-action": ["qemu", ""],
  "dtolnay/rust-toolchain": ["rust", "toolchain"],
  "erlef/setup-beam": ["elixir", "elixir-version"],
  "hashicorp/setup-terraform": ["terraform", "terraform_version"],
  "oven-sh/setup-bun": ["bun", "bun-version"],
  "pnpm/action-setup": ["pnpm", "version"],
  "ruby/setup-ruby": ["ruby", "ruby-version"],
  "shivammathur/setup-php": ["php", "php-version"],
};

/** The row of an action. One that means nothing to cig stands there by its name. */
export function readAction(uses: string, call: ActionCall): OtherRow {
  const name = nameOf(uses);
  const own = name.toLowerCase();
  const tool = Object.hasOwn(tools, own) ? tools[own] : undefined;
  if (tool) return { kind: "toolchain", tool: tool[0], version: versionOf(call, tool) };
  switch (own) {
    case "actions/checkout":
      return readCheckout(call);
    case "actions/cache":
      return { ...readCache(call), mode: "both" };
    case "actions/cache/restore":
      return { ...readCache(call), mode: "restore" };
    case "actions/cache/save":
      return { ...readCache(call), mode: "save" };
    case "actions/upload-artifact":
      return {
        kind: "upload",
        name: withoutValues(textOf(call, "name") || "artifact", call.values),
        paths: pathsOf(call).filter((path) => path !== rootAnchor),
        retentionDays: Number(textOf(call, "retention-days")) || 0,
        ifMissing: missingOf(textOf(call, "if-no-files-found")),
      };
    case "actions/download-artifact":
      return {
        kind: "download",
        name:
          textOf(call, "name") ||
          textOf(call, "pattern")
            .replace(/-{1,2}\*$/, "")
            .replace(/\[(.)\]/g, "$1"),
        // An archive for later jobs is unpacked where its files lay.
        path: folderOf(textOf(call, "path").replace(/^cig-workspace$/, "")),
      };
    default:
      return { kind: "native", uses: name };
  }
}

/** The SDK of .NET stands first, before older runtimes; the action wants a patch of any kind to be said: "10.0.x". */
function versionOf(call: ActionCall, [tool, input]: readonly [tool: string, input: string]): string {
  const text = input ? textOf(call, input) : "";
  return tool === "dotnet" ? text.trim().split("\n")[0]!.replace(/\.x$/, "") : text;
}

/** The cache that an action for a tool keeps itself: that of npm, by the lock file. */
export function readToolCache(uses: string, call: ActionCall): OtherRow | undefined {
  if (nameOf(uses).toLowerCase() !== "actions/setup-node" || textOf(call, "cache") !== "npm")
    return undefined;
  const files = linesOf(textOf(call, "cache-dependency-path"));
  const key = cacheKey("", files.length > 0 ? files : ["package-lock.json"]);
  return { kind: "cache", paths: ["~/.npm"], mode: "both", key, restoreKeys: [] };
}

/** A file that cig names so that paths are kept from the root. */
const rootAnchor = ".keep-paths-from-here";

/** "actions/checkout", without the version. */
export function nameOf(uses: string): string {
  return uses.startsWith("docker://") ? uses : uses.replace(/@[^@]*$/, "");
}

function readCheckout(call: ActionCall): OtherRow {
  const depth = textOf(call, "fetch-depth");
  const submodules = textOf(call, "submodules");
  return {
    kind: "checkout",
    ref: textOf(call, "ref"),
    depth: depth === "" ? 1 : Number(depth),
    submodules: submodules !== "" && submodules !== "false",
    lfs: textOf(call, "lfs") === "true",
  };
}

function missingOf(word: string): "warn" | "error" | "ignore" {
  return word === "error" || word === "ignore" ? word : "warn";
}

/** Files that a key hangs on stand in `hashFiles`. */
function readCache(call: ActionCall) {
  const files: string[] = [];
  const text = textOf(call, "key").replace(/\{\{ github: hashFiles\((.*?)\) \}\}/gs, (_, list: string) => {
    for (const [, file = ""] of list.matchAll(/'((?:[^']|'')*)'/g)) files.push(file.replaceAll("''", "'"));
    return "";
  });
  const beginnings = linesOf(textOf(call, "restore-keys")).map(cacheBeginning);
  return {
    kind: "cache",
    paths: pathsOf(call),
    key: cacheKey(text, files.flatMap(alternatives)),
    restoreKeys: beginnings,
  } as const;
}

function pathsOf(call: ActionCall): string[] {
  return linesOf(textOf(call, "path")).flatMap(alternatives).map(plainPath);
}

/** "./dist/" is dist. */
function plainPath(path: string): string {
  return path.replace(/^(?:\.\/)+(?=.)/, "").replace(/(?<=[^/])\/+$/, "");
}

function textOf({ inputs, known }: ActionCall, input: string): string {
  return readText(inputs[input], known);
}
