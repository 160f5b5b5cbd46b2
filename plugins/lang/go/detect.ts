import {
  brokenToolFiles,
  type DetectRequest,
  type DetectResponseSchema,
  type FactSchema,
  type FileIndex,
  indexFiles,
  joinPath,
  type MessageInitShape,
} from "cig/sdk";
import { type Remark, remarkAt } from "./remarks.ts";
import { findRoots, type Root } from "./roots.ts";
import { readScripts } from "./scripts.ts";
import { readGoVersion } from "./version-facts.ts";

type Fact = MessageInitShape<typeof FactSchema>;
type Place = { readonly file: string; readonly line: number };

/** Says what the repository states about Go: per root its version, checksums, modules and tasks. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = await indexFiles(request.files);
  const roots = findRoots(files);
  const told = await Promise.all(roots.map((root) => aboutRoot(files, root, roots)));
  const facts = told.flatMap((part) => part.facts);
  return {
    facts,
    signals: facts.length > 0 ? ["go_detected"] : [],
    diagnostics: told.flatMap((part) => part.remarks),
  };
}

interface Told {
  readonly facts: readonly Fact[];
  readonly remarks: readonly Remark[];
}

async function aboutRoot(files: FileIndex, root: Root, roots: readonly Root[]): Promise<Told> {
  const key = keysOf(root.directory);
  const version = readGoVersion(files, root);
  const scripts = await readScripts(files, root, roots);
  const broken = brokenToolFiles(files, root.directory).map(({ file, line, reason }) =>
    remarkAt(
      "GO101",
      file,
      line,
      `"${file}" does not count, because it is not valid TOML: ${reason}.`,
      "Correct the file.",
    ),
  );
  const hasGo = root.module !== undefined || root.workspace !== undefined;
  // A Dockerfile may copy a Go program from anywhere: without a module it says nothing.
  if (!hasGo && version.isWeak) return { facts: [], remarks: [...broken, ...version.remarks] };
  return {
    facts: [
      ...moduleFacts(files, root, key),
      ...versionFacts(version, key),
      ...scripts.map(({ task, command, confidence, places }) =>
        fact(key.shared(`script.${task}`), command, confidence, places),
      ),
    ],
    remarks: [...broken, ...version.remarks],
  };
}

/** Plain keys at the top, `go[tools].…` elsewhere. */
function keysOf(directory: string): { own(name: string): string; shared(name: string): string } {
  const prefix = directory === "." ? "go" : `go[${directory}]`;
  return {
    own: (name) => `${prefix}.${name}`,
    shared: (name) => (directory === "." ? name : `${prefix}.${name}`),
  };
}

type Keys = ReturnType<typeof keysOf>;

function moduleFacts(files: FileIndex, { directory, module, workspace, members }: Root, key: Keys): Fact[] {
  const main = workspace ?? module;
  if (!main) return [];
  const sums = joinPath(directory, "go.sum");
  const patterns = members.map((member) =>
    directory === "." ? member : member.slice(directory.length + 1) || ".",
  );
  return [
    fact(key.own("root"), directory, 1, [main.go ?? main.module ?? { file: main.file, line: 0 }]),
    ...(module?.module ? [fact(key.own("module"), module.module.value, 1, [module.module])] : []),
    ...(files.has(sums) ? [fact(key.own("lockfile"), sums, 1, [{ file: sums, line: 0 }])] : []),
    ...(workspace && members.length > 0
      ? [fact(key.shared("workspace.members"), patterns.join(", "), 1, workspace.uses)]
      : []),
    ...(workspace
      ? [fact(key.own("workspace"), workspace.file, 1, [{ file: workspace.file, line: 0 }])]
      : []),
    ...members
      .filter((member) => member !== directory)
      .map((member) =>
        fact(keysOf(member).own("root"), member, 1, [{ file: joinPath(member, "go.mod"), line: 0 }]),
      ),
  ];
}

function versionFacts({ version, constraint, isWeak }: ReturnType<typeof readGoVersion>, key: Keys): Fact[] {
  const source = version?.[0] ?? constraint?.[0];
  return [
    ...(version ? [fact(key.own("version"), version[0]!.value, isWeak ? 0.5 : 1, version)] : []),
    ...(constraint ? [fact(key.own("version.constraint"), constraint[0]!.value, 1, constraint)] : []),
    ...(source ? [fact(key.own("source"), source.file, 1, [source])] : []),
  ];
}

function fact(key: string, value: string, confidence: number, places: readonly Place[]): Fact {
  return { key, value, confidence, evidence: places.map(({ file, line }) => ({ file, line })) };
}
