import { type Use, UseKind } from "../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Text } from "../proto/gen/cig/plugin/v1/value_pb.ts";
import { literalOf } from "./text.ts";
import { flagInput, inputOf, textInput } from "./use.ts";

/** The inputs that plugins for languages have in common. One that is empty counts as not given. */
export interface ToolInputs {
  readonly version?: Text;
  readonly packageManager?: string;
  readonly packageManagerVersion?: string;
  /** True unless `install = false`. */
  readonly install: boolean;
  /** What is wrong with them, for remarks at `subjectOf(use)`. */
  readonly problems: readonly { readonly message: string; readonly hint: string }[];
}

/** Reads `version`, `package_manager`, `package_manager_version` and `install`. */
export function readToolInputs(use: Use): ToolInputs {
  const problems: { message: string; hint: string }[] = [];
  const version = versionInput(use, "version", problems);
  const packageManager = literalInput(use, "package_manager", problems);
  const packageManagerVersion = literalInput(use, "package_manager_version", problems);
  return {
    ...(version && { version }),
    ...(packageManager !== undefined && { packageManager }),
    ...(packageManagerVersion !== undefined && { packageManagerVersion }),
    install: flagInput(use, "install") ?? true,
    problems,
  };
}

/** Where in cig.toml the use stands. */
export function subjectOf(use: Use): string[] {
  const index = /\/steps\/(\d+)$/.exec(use.id)?.[1];
  if (use.kind === UseKind.STEP && index !== undefined) return ["jobs", use.job, "steps", index];
  return ["jobs", use.job, use.kind === UseKind.SERVICE ? "services" : "packages"];
}

type Problems = { message: string; hint: string }[];

function versionInput(use: Use, name: string, problems: Problems): Text | undefined {
  const value = inputOf(use, name)?.value;
  // 3.10 as a number is 3.1: another version, and nobody would notice.
  if (value?.case === "other" && value.value.kind.case === "number") {
    const message = `The input "${name}" is a number with a fraction, which loses its last zero: 3.10 becomes 3.1.`;
    problems.push({ message, hint: `Write it in quotes: ${name} = "3.10".` });
    return undefined;
  }
  const version = textInput(use, name);
  return literalOf(version) === "" ? undefined : version;
}

function literalInput(use: Use, name: string, problems: Problems): string | undefined {
  const value = versionInput(use, name, problems);
  const literal = literalOf(value);
  if (value !== undefined && literal === undefined)
    problems.push({
      message: `The input "${name}" must be known before the run.`,
      hint: "Write a plain value.",
    });
  return literal;
}
