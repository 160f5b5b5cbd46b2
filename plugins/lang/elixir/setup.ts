import {
  firstFact,
  literalOf,
  nearestRoot,
  readToolInputs,
  reference,
  type ScopedFacts,
  subjectOf,
  type Text,
  type ToolInputs,
  text,
  textInput,
  type Use,
  upwards,
} from "cig/sdk";
import { newestOtp, newestWithin, releasesAsOf } from "./releases.ts";
import { type Remark, remarkOn } from "./remarks.ts";
import { readOtp, readVersion } from "./version.ts";

/** Everything that decides what a use becomes. */
export interface Setup {
  readonly use: Use;
  /** Of Elixir. Absent: whatever the machine has. */
  readonly version?: Text;
  /** Of Erlang/OTP. Absent: whatever the machine has. */
  readonly otp?: Text;
  /** What is fetched. Absent: there is nothing, or `install = false`. */
  readonly project?: InstalledProject;
  readonly remarks: readonly Remark[];
}

export interface InstalledProject {
  /** "." or a path: where Mix runs. */
  readonly root: string;
  readonly lockfile?: string;
}

/** The facts about both tools. */
export interface BeamFacts {
  readonly elixir: ScopedFacts;
  readonly erlang: ScopedFacts;
}

/**
 * Decides by input, matrix and facts. Elixir's version is, in this order: the input `version`, a matrix axis named
 * elixir, what the working directory or a folder above it states, the newest minor version that mix.exs allows. Erlang's
 * is the input `otp_version`, an axis named otp, what is stated, the newest that the Elixir supports.
 */
export function decide(use: Use, facts: BeamFacts): Setup {
  const inputs = readToolInputs(use);
  const remarks = inputs.problems.map(({ message, hint }) =>
    remarkOn("EX205", subjectOf(use), message, hint),
  );
  const root = nearestRoot(use, facts.elixir, "package_manager");
  const directories = [...upwards(use.workingDirectory), ...(root === undefined ? [] : [root])];
  const statedOtp = otpFor(use, facts.erlang, directories, remarks);
  const version = versionFor(use, inputs, facts.elixir, directories, statedOtp, remarks);
  const otp = statedOtp ?? (version && otpOf(version));
  const lockfile = root === undefined ? undefined : facts.elixir.find(root, "lockfile");
  return {
    use,
    ...(version && { version }),
    ...(otp && { otp }),
    ...(inputs.install &&
      root !== undefined && { project: { root, ...(lockfile !== undefined && { lockfile }) } }),
    remarks,
  };
}

/** Axes that a person names for the versions. */
const elixirAxes = ["elixir", "elixir-version", "elixir_version"];
const otpAxes = ["otp", "otp-version", "otp_version", "erlang", "erlang-version"];

function otpFor(
  use: Use,
  facts: ScopedFacts,
  directories: readonly string[],
  remarks: Remark[],
): Text | undefined {
  const input = textInput(use, "otp_version");
  const literal = literalOf(input);
  if (input && literal === undefined) return input;
  if (literal !== undefined && literal !== "") {
    const meaning = readOtp(literal);
    if (meaning.kind === "version") return text(meaning.value);
    const message = `"${literal.slice(0, 60)}" is no version of Erlang/OTP.`;
    remarks.push(remarkOn("EX205", subjectOf(use), message, 'Write a version such as "27" or "27.0.1".'));
  }
  const axis = otpAxes.find((name) => use.axes.includes(name));
  if (axis !== undefined) return text(reference(`matrix.${axis}`));
  const stated = firstFact(facts, directories, "version");
  return stated === undefined ? undefined : text(stated);
}

function versionFor(
  use: Use,
  inputs: ToolInputs,
  facts: ScopedFacts,
  directories: readonly string[],
  otp: Text | undefined,
  remarks: Remark[],
): Text | undefined {
  if (inputs.version) return given(inputs.version, use, remarks);
  const axis = elixirAxes.find((name) => use.axes.includes(name));
  if (axis !== undefined) return text(reference(`matrix.${axis}`));
  const version = firstFact(facts, directories, "version");
  if (version !== undefined) return text(version);
  const requirement = firstFact(facts, directories, "version.constraint");
  const minor = requirement === undefined ? undefined : newestWithin(requirement, literalOf(otp));
  remarks.push(notStated(use, requirement, minor));
  return minor === undefined ? undefined : text(minor);
}

/** A version with a run-time name is taken as it is; any other must be one. */
function given(version: Text, use: Use, remarks: Remark[]): Text | undefined {
  const literal = literalOf(version);
  if (literal === undefined) return version;
  const meaning = readVersion(literal);
  if (meaning.kind === "version") return text(meaning.value);
  const minor = meaning.kind === "constraint" ? newestWithin(meaning.value) : undefined;
  if (minor !== undefined) return text(minor);
  const message = `"${literal.slice(0, 60)}" is no version of Elixir.`;
  remarks.push(remarkOn("EX205", subjectOf(use), message, 'Write a version such as "1.17.2" or "~> 1.15".'));
  return undefined;
}

/** The newest that a known Elixir supports; one from a matrix is known at the run only. */
function otpOf(version: Text): Text | undefined {
  const literal = literalOf(version);
  const otp = literal === undefined ? undefined : newestOtp(literal);
  return otp === undefined ? undefined : text(otp);
}

function notStated(use: Use, requirement: string | undefined, minor: string | undefined): Remark {
  const message =
    minor === undefined
      ? "The repository does not state a version of Elixir, so the jobs run with whatever their machine has."
      : `The repository allows Elixir ${requirement} and no file says which, so jobs get ${minor}, the newest that fits in the table of lang/elixir (${releasesAsOf}).`;
  return remarkOn(
    "EX201",
    subjectOf(use),
    message,
    `Write the version into ".tool-versions" ("elixir ${minor ?? "1.18"}"), or set packages = { elixir = "${minor ?? "1.18"}" } in cig.toml.`,
  );
}
