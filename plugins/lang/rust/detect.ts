import {
  brokenToolFiles,
  type DetectRequest,
  type DetectResponseSchema,
  type FactSchema,
  type FileIndex,
  indexFiles,
  joinPath,
  type MessageInitShape,
  type ToolStatement,
} from "cig/sdk";
import { packageValue, statedAt, workspacePatterns } from "./manifest.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { findRoots, type Root } from "./roots.ts";
import { readScripts } from "./scripts.ts";
import { readToolchainFile, type ToolchainFile } from "./toolchain-file.ts";
import { type RustVersion, readRustVersion } from "./version-facts.ts";

type Fact = MessageInitShape<typeof FactSchema>;
type Place = { readonly file: string; readonly line: number };

/** Says what the repository states about Rust: per root its toolchain, lock file, workspace and tasks. */
export async function detect(request: DetectRequest): Promise<MessageInitShape<typeof DetectResponseSchema>> {
  const files = await indexFiles(request.files);
  const roots = findRoots(files);
  const told = await Promise.all(roots.map((root) => aboutRoot(files, root, roots)));
  const facts = told.flatMap((part) => part.facts);
  return {
    facts,
    signals: facts.length > 0 ? ["rust_detected"] : [],
    diagnostics: told.flatMap((part) => part.remarks),
  };
}

interface Told {
  readonly facts: readonly Fact[];
  readonly remarks: readonly Remark[];
}

async function aboutRoot(files: FileIndex, root: Root, roots: readonly Root[]): Promise<Told> {
  const key = keysOf(root.directory);
  const toolchain = await readToolchainFile(files, root.directory);
  const version = readRustVersion(files, root, toolchain);
  const scripts = await readScripts(files, root, roots);
  const remarks = [...unreadable(files, root), ...version.remarks];
  // A Dockerfile may copy a program from anywhere: without a crate it says nothing.
  if (!root.manifest && version.isWeak) return { facts: [], remarks };
  return {
    facts: [
      ...crateFacts(files, root, key),
      ...versionFacts(version, key),
      ...toolchainFacts(toolchain, key),
      ...scripts.map(({ task, command, confidence, places }) =>
        fact(key.shared(`script.${task}`), command, confidence, places),
      ),
    ],
    remarks,
  };
}

/** Plain keys at the top, `rust[backend].…` elsewhere. */
function keysOf(directory: string): { own(name: string): string; shared(name: string): string } {
  const prefix = directory === "." ? "rust" : `rust[${directory}]`;
  return {
    own: (name) => `${prefix}.${name}`,
    shared: (name) => (directory === "." ? name : `${prefix}.${name}`),
  };
}

type Keys = ReturnType<typeof keysOf>;

function crateFacts(files: FileIndex, { directory, manifest, members }: Root, key: Keys): Fact[] {
  if (!manifest) return [];
  const lock = joinPath(directory, "Cargo.lock");
  const edition = packageValue(manifest, "edition");
  const patterns = workspacePatterns(manifest);
  const cargo = [".cargo/config.toml", ".cargo/config"]
    .map((name) => joinPath(directory, name))
    .flatMap((file) => {
      const parsed = files.toml(file);
      return parsed && !("error" in parsed) ? [{ file, ...parsed }] : [];
    });
  const target = cargo.flatMap((config) => statedAt(config, "build", "target-dir") ?? [])[0];
  return [
    fact(key.own("root"), directory, 1, [
      statedAt(manifest, "package", "name") ?? { file: manifest.file, line: 1 },
    ]),
    ...(files.has(lock) ? [fact(key.own("lockfile"), lock, 1, [{ file: lock, line: 0 }])] : []),
    ...(edition ? [fact(key.own("edition"), edition.value, 1, [edition])] : []),
    ...(target ? [fact(key.own("target_dir"), target.value, 1, [target])] : []),
    ...(members.length > 0 ? [fact(key.shared("workspace.members"), listed(patterns), 1, patterns)] : []),
    ...members.map((member) =>
      fact(keysOf(member).own("root"), member, 1, [{ file: joinPath(member, "Cargo.toml"), line: 1 }]),
    ),
  ];
}

function versionFacts({ version, constraint, isWeak }: RustVersion, key: Keys): Fact[] {
  const source = version?.[0] ?? constraint;
  return [
    ...(version ? [fact(key.own("version"), version[0]!.value, isWeak ? 0.5 : 1, version)] : []),
    ...(constraint ? [fact(key.own("version.constraint"), constraint.value, 1, [constraint])] : []),
    ...(source ? [fact(key.own("source"), source.file, 1, [source])] : []),
  ];
}

function toolchainFacts(toolchain: ToolchainFile | undefined, key: Keys): Fact[] {
  if (!toolchain) return [];
  const { components, targets, profile } = toolchain;
  return [
    ...(components.length > 0 ? [fact(key.own("components"), listed(components), 1, components)] : []),
    ...(targets.length > 0 ? [fact(key.own("targets"), listed(targets), 1, targets)] : []),
    ...(profile ? [fact(key.own("profile"), profile.value, 1, [profile])] : []),
  ];
}

function unreadable(files: FileIndex, { directory }: Root): Remark[] {
  const own = ["Cargo.toml", "rust-toolchain.toml", ".cargo/config.toml"].flatMap((name) => {
    const file = joinPath(directory, name);
    const parsed = files.toml(file);
    return parsed && "error" in parsed ? [{ file, line: parsed.line, reason: parsed.error }] : [];
  });
  return [...own, ...brokenToolFiles(files, directory)].map(({ file, line, reason }) =>
    remarkAt(
      "RS101",
      file,
      line,
      `"${file}" does not count, because it is not valid TOML: ${reason}.`,
      "Correct the file.",
    ),
  );
}

function listed(statements: readonly ToolStatement[]): string {
  return [...new Set(statements.map(({ value }) => value))].join(", ");
}

function fact(key: string, value: string, confidence: number, places: readonly Place[]): Fact {
  return { key, value, confidence, evidence: places.map(({ file, line }) => ({ file, line })) };
}
