import {
  literalOf,
  readToolInputs,
  reference,
  type ScopedFacts,
  subjectOf,
  type Text,
  type ToolInputs,
  text,
  textsInput,
  type Use,
  upwards,
} from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";
import { readVersion } from "./version.ts";

/** Everything that decides what a use becomes. */
export interface Setup {
  readonly use: Use;
  /** The toolchain, as rustup takes it. */
  readonly version: Text;
  /** True: a toolchain file of the repository says something else, which rustup would believe. */
  readonly isAgainstFile: boolean;
  readonly components: readonly string[];
  readonly targets: readonly string[];
  /** What is cached. Absent: there is no crate, or `install = false`. */
  readonly crate?: Crate;
  readonly remarks: readonly Remark[];
}

export interface Crate {
  /** "." or a path. */
  readonly root: string;
  /** Cargo.lock from the top. */
  readonly lockfile?: string;
  /** Where what is compiled lies, from the top. */
  readonly target: string;
}

/**
 * Decides by input, matrix and facts. The toolchain is, in this order: the input `version`, a matrix axis named rust,
 * what the working directory or a folder above it states, stable.
 */
export function decide(use: Use, facts: ScopedFacts): Setup {
  const inputs = readToolInputs(use);
  const remarks = inputs.problems.map(({ message, hint }) =>
    remarkOn("RS205", subjectOf(use), message, hint),
  );
  const root = rootFor(use, facts);
  const directories = [...upwards(use.workingDirectory), ...(root === undefined ? [] : [root])];
  const asked = askedVersion(use, inputs, remarks);
  const source = firstFact(facts, directories, "source");
  const isFile = source !== undefined && /(^|\/)rust-toolchain(\.toml)?$/.test(source);
  return {
    use,
    version: asked ?? statedVersion(use, facts, directories, remarks),
    isAgainstFile: asked !== undefined && isFile,
    components: listOf(use, facts, directories, "components", ["clippy", "rustfmt"], remarks),
    targets: listOf(use, facts, directories, "targets", [], remarks),
    ...(inputs.install && root !== undefined && { crate: crateAt(root, facts) }),
    remarks,
  };
}

/** The nearest root with a lock file of its own, else the nearest; at the top of a repository with one elsewhere, that one. */
function rootFor(use: Use, facts: ScopedFacts): string | undefined {
  const [locked, roots] = [facts.directories("lockfile"), facts.directories("root")];
  const folders = upwards(use.workingDirectory);
  const above =
    folders.find((folder) => locked.includes(folder)) ?? folders.findLast((folder) => roots.includes(folder));
  if (above !== undefined) return above;
  return folders.length === 1 && roots.length === 1 ? roots[0] : undefined;
}

/** Axes that a person names for the toolchain. */
const axisNames = ["rust", "rust-version", "rust_version", "toolchain"];

function askedVersion(use: Use, inputs: ToolInputs, remarks: Remark[]): Text | undefined {
  if (!inputs.version) {
    const axis = axisNames.find((name) => use.axes.includes(name));
    return axis === undefined ? undefined : text(reference(`matrix.${axis}`));
  }
  const literal = literalOf(inputs.version);
  if (literal === undefined) return inputs.version;
  const meaning = readVersion(literal);
  if (meaning.kind === "version") return text(meaning.value);
  if (meaning.kind === "constraint") return text("stable");
  const message = `"${literal.slice(0, 60)}" is no toolchain of Rust.`;
  remarks.push(
    remarkOn("RS205", subjectOf(use), message, 'Write one such as "1.98", "stable" or "nightly-2026-10-01".'),
  );
  return inputs.version;
}

/** Whatever a crate needs at least, the newest stable release has it. */
function statedVersion(
  use: Use,
  facts: ScopedFacts,
  directories: readonly string[],
  remarks: Remark[],
): Text {
  const version = firstFact(facts, directories, "version");
  if (version !== undefined) return text(version);
  const range = firstFact(facts, directories, "version.constraint");
  remarks.push(
    range === undefined
      ? remarkOn(
          "RS201",
          subjectOf(use),
          "The repository does not state a version of Rust, so the jobs run with the newest stable release.",
          hint,
        )
      : remarkOn(
          "RS203",
          subjectOf(use),
          `The crates promise Rust ${range} and name no toolchain, so the jobs run with the newest stable release.`,
          hint,
        ),
  );
  return text("stable");
}

const hint = 'Write a rust-toolchain.toml, or set packages = { rust = "1.98" } in cig.toml.';

/** What the toolchain file lists, then what the input adds. */
function listOf(
  use: Use,
  facts: ScopedFacts,
  directories: readonly string[],
  name: "components" | "targets",
  usual: readonly string[],
  remarks: Remark[],
): string[] {
  const stated = (firstFact(facts, directories, name) ?? "").split(", ").filter((item) => item !== "");
  const given = textsInput(use, name)?.map((item) => literalOf(item) ?? "");
  const wrong = given?.find((item) => !/^[\w.-]+$/.test(item));
  if (wrong !== undefined)
    remarks.push(
      remarkOn(
        "RS205",
        subjectOf(use),
        `The input "${name}" must be a list of names.`,
        `Write ${name} = ["${name === "targets" ? "wasm32-unknown-unknown" : "clippy"}"].`,
      ),
    );
  return [...new Set([...stated, ...(given ?? usual)])].filter((item) => /^[\w.-]+$/.test(item)).sort();
}

function crateAt(root: string, facts: ScopedFacts): Crate {
  const lockfile = facts.find(root, "lockfile");
  const stated = facts.find(root, "target_dir");
  const target = stated !== undefined && /^[\w][\w./-]*$/.test(stated) ? stated : "target";
  return {
    root,
    ...(lockfile !== undefined && { lockfile }),
    target: root === "." ? target : `${root}/${target}`,
  };
}

function firstFact(facts: ScopedFacts, directories: readonly string[], name: string): string | undefined {
  for (const directory of directories) {
    const value = facts.find(directory, name);
    if (value !== undefined) return value;
  }
  return undefined;
}
