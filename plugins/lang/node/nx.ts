import { type FileIndex, type JsonNode, joinPath, jsonAt, jsonTextAt, parseJson } from "cig/sdk";
import { starts } from "./compiler.ts";
import type { Manager } from "./package-manager.ts";
import type { Root } from "./roots.ts";

/** What a workspace of Nx says about the tasks of its projects. */
export interface Nx {
  /** The tasks that nx.json names as targets, as one starts them for all projects. */
  readonly scripts: readonly {
    readonly task: string;
    readonly command: string;
    readonly confidence: number;
    readonly places: readonly { readonly file: string; readonly line: number }[];
  }[];
  /** True for a script of the root that starts a target without a project, which is one project's or nobody's. */
  isBare(script: string): boolean;
}

/** Undefined where the root has no nx.json, or does not install Nx. */
export function readNx(files: FileIndex, { directory, manifest }: Root, manager: Manager): Nx | undefined {
  const file = joinPath(directory, "nx.json");
  const parsed = parseJson(files.text(file) ?? "");
  const isInstalled = ["devDependencies", "dependencies"].some(
    (section) => manifest && jsonAt(manifest.node, section, "nx"),
  );
  if (!("node" in parsed) || !isInstalled) return undefined;
  const targets = targetsOf(parsed.node);
  return {
    scripts: ["test", "lint", "typecheck", "build"].flatMap((task) => {
      const line = targets.get(task);
      if (line === undefined) return [];
      const command = `${starts[manager]} nx run-many -t ${task}`;
      return [{ task, command, confidence: 0.8, places: [{ file, line }] }];
    }),
    isBare: (script) => {
      const text = manifest && jsonTextAt(manifest.node, "scripts", script);
      return text?.split("&&").every((part) => bare.test(part.trim())) === true;
    },
  };
}

/** `nx test`, and not `nx test shop`, `nx run-many -t test` or `nx affected`. */
const bare = /^(?:npx )?nx (?:workspace-lint|test|lint|build|e2e|typecheck)(?: -\S+)*$/;

/** Names of targets with the line that has each: those with defaults, and those that plugins add. */
function targetsOf(content: JsonNode): Map<string, number> {
  const found = new Map<string, number>();
  const add = (name: string, line: number) => found.set(name, found.get(name) ?? line);
  const defaults = jsonAt(content, "targetDefaults")?.value;
  if (defaults instanceof Map) for (const [name, { line }] of defaults) add(name, line);
  const visit = (key: string, { value, line }: JsonNode): void => {
    if (typeof value === "string" && /targetname$/i.test(key)) add(value, line);
    if (value instanceof Map) for (const [name, node] of value) visit(name, node);
    if (Array.isArray(value)) for (const node of value) visit(key, node);
  };
  const plugins = jsonAt(content, "plugins");
  if (plugins) visit("plugins", plugins);
  return found;
}
