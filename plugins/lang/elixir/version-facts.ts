import {
  baseImages,
  type FileIndex,
  joinPath,
  type ReadStatement,
  type SettledVersion,
  settleVersion,
  type ToolStatement,
  toolStatements,
  versionFile,
} from "cig/sdk";
import type { MixProject } from "./mix-project.ts";
import { type Remark, remarkAt } from "./remarks.ts";
import { agree, otpIn, readOtp, readRequirement, readVersion, satisfies } from "./version.ts";

/** The versions of Elixir and Erlang/OTP that a folder states, and what a Dockerfile says where no other file does. */
export interface BeamVersions {
  readonly elixir: SettledVersion;
  readonly otp: SettledVersion;
  /** Weak evidence: the image that the program is built in. */
  readonly fromImage: { readonly elixir?: ToolStatement; readonly otp?: ToolStatement };
  readonly remarks: readonly Remark[];
}

/**
 * Reads, in the order in which they win: .elixir-version, .tool-versions, mise.toml, and for requirements mix.exs. Of
 * Erlang: .tool-versions, mise.toml, and the OTP that a version of Elixir names (1.17.2-otp-27). The images of a
 * Dockerfile beside mix.exs count only when none of these names a version of Elixir.
 */
export function readBeamVersions(
  files: FileIndex,
  directory: string,
  project: MixProject | undefined,
): BeamVersions {
  const exact = [
    ...versionFile(files, joinPath(directory, ".elixir-version")).slice(0, 1),
    ...toolStatements(files, directory, ["elixir", "core:elixir"]),
  ];
  const elixir = settleVersion(elixirStatements(exact, project), { title: "Elixir", agree, satisfies });
  const otp = settleVersion(otpStatements(files, directory, exact), {
    title: "Erlang/OTP",
    agree,
    satisfies: () => true,
  });
  const image: BeamVersions["fromImage"] = elixir.version
    ? {}
    : fromDockerfile(files, joinPath(directory, "Dockerfile"), elixir);
  return {
    elixir,
    otp,
    fromImage: otp.version ? (image.elixir ? { elixir: image.elixir } : {}) : image,
    remarks: [...remarksOf(elixir, "an Elixir", '"1.17.2"'), ...remarksOf(otp, "an Erlang/OTP", '"27.0"')],
  };
}

function elixirStatements(exact: readonly ToolStatement[], project: MixProject | undefined): ReadStatement[] {
  const requirement = project?.requirement;
  return [
    ...exact.map((statement) => ({ statement, meaning: readVersion(statement.value) })),
    ...(project && requirement
      ? [{ statement: { ...requirement, file: project.file }, meaning: readRequirement(requirement.value) }]
      : []),
  ];
}

function otpStatements(
  files: FileIndex,
  directory: string,
  elixir: readonly ToolStatement[],
): ReadStatement[] {
  const own = toolStatements(files, directory, ["erlang", "core:erlang"]);
  const named = elixir.flatMap((statement) => {
    const value = otpIn(statement.value);
    return value === undefined ? [] : [{ ...statement, value }];
  });
  return [...own, ...named].map((statement) => ({ statement, meaning: readOtp(statement.value) }));
}

/** `hexpm/elixir:1.17.2-erlang-27.0-debian-…` and `elixir:1.17-otp-27`; all stages must say the same. */
function fromDockerfile(
  files: FileIndex,
  file: string,
  { constraint }: SettledVersion,
): BeamVersions["fromImage"] {
  const found = baseImages(files.text(file) ?? "").flatMap(({ repository, tag, line }) => {
    const match = isElixir(repository)
      ? /^(\d+\.\d+(?:\.\d+)?)(?:-(?:erlang|otp)-(\d+(?:\.\d+)*))?(?=-|$)/.exec(tag ?? "")
      : null;
    return match ? [{ elixir: match[1]!, otp: match[2], file, line }] : [];
  });
  const first = found[0];
  const isClear =
    first &&
    found.every(({ elixir }) => agree(elixir, first.elixir)) &&
    (constraint === undefined || satisfies(first.elixir, constraint[0]!.value));
  if (!isClear) return {};
  return {
    elixir: { value: first.elixir, file, line: first.line },
    ...(first.otp !== undefined && { otp: { value: first.otp, file, line: first.line } }),
  };
}

function isElixir(repository: string): boolean {
  return repository === "elixir" || repository === "hexpm/elixir";
}

function remarksOf({ disagreements, invalid }: SettledVersion, what: string, example: string): Remark[] {
  return [
    ...disagreements.map(({ statement, message }) =>
      remarkAt(
        "EX102",
        statement.file,
        statement.line,
        message,
        "Let both say the same, or remove one of them.",
      ),
    ),
    ...invalid.map(({ file, line, value }) =>
      remarkAt(
        "EX104",
        file,
        line,
        `"${file}" says "${value.slice(0, 60)}" where ${what} version stands, and that is none, so it does not count.`,
        `Write a version such as ${example}.`,
      ),
    ),
  ];
}
