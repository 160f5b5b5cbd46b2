import {
  type Job,
  type Native,
  named,
  pathspecs,
  quotedWord,
  ReportKind,
  type Shard,
  ShardBy,
  type Step,
  type Toolchain,
} from "cig/sdk";
import type { Scope } from "../scope.ts";
import { patternWords } from "./artifact.ts";
import { toolFunction } from "./functions/shared.ts";
import type { Script } from "./run.ts";

type ReportStep = Extract<Step["kind"], { case: "report" }>["value"];

/** The command that shows a report on the build's page. */
export function reportCommand(report: ReportStep, step: Step, job: Job, scope: Scope): string {
  scope.parts!.use("report");
  const kind = kindWord(report, scope);
  const name = fileName(report.name || (report.kind === ReportKind.COVERAGE ? "coverage" : kind));
  return [
    "report",
    kind,
    quotedWord(name),
    ...patternWords({ paths: report.paths, pathTexts: [] }, step, job, scope),
  ].join(" ");
}

/** The command that shares out files over the copies of the job. */
export function shardCommand(shard: Shard, scope: Scope): string {
  scope.parts!.use("share");
  scope.parts!.use("begin");
  const by = shard.by === ShardBy.SIZE || shard.by === ShardBy.TIMINGS ? "size" : "name";
  return ["share", by, ...shard.files.flatMap(pathspecs).map(quotedWord), '> "$SHARD_FILES"'].join(" ");
}

const displayNames: Readonly<Record<string, string>> = {
  bun: "Bun",
  deno: "Deno",
  docker: "Docker",
  dotnet: ".NET",
  elixir: "Elixir",
  go: "Go",
  java: "Java",
  node: "Node.js",
  php: "PHP",
  poetry: "Poetry",
  python: "Python",
  ruby: "Ruby",
  rust: "Rust",
  terraform: "Terraform",
  yarn: "Yarn",
};

/** The plugin that sets up a tool here; absent: the script does. */
export function nativeOf({ native }: Toolchain): Native | undefined {
  return native.find(({ provider }) => provider === "buildkite");
}

/** The script that makes a tool available; it holds no value: the version reaches it through a variable. */
export function toolchainScript(toolchain: Toolchain, step: Step, scope: Scope): Script {
  if (!toolchain.fallbackScript)
    scope.report.add(
      "BK009",
      scope.subject,
      `Nothing says how "${toolchain.tool}" is set up on Buildkite.`,
      "Set it up in a run step, use an image or an agent that has it, or add native.buildkite.",
    );
  const version = named("TOOLCHAIN_VERSION", toolchain.version ?? "");
  const source = toolchain.fallbackScript || "exit 1";
  const name = `Set up ${displayNames[toolchain.tool] ?? toolchain.tool}`;
  // What goes on in the background is given its script at once.
  const tool = step.background ? undefined : toolFunction(toolchain.tool, name, source, scope.shared);
  const env = [...step.env, ...toolchain.fallbackEnv, version];
  return { source, name, env, shell: "", ...(tool && { tool }) };
}

function kindWord({ kind, format }: ReportStep, scope: Scope): string {
  switch (kind) {
    case ReportKind.JUNIT:
      return "junit";
    case ReportKind.SUMMARY:
      return "summary";
    case ReportKind.ANNOTATIONS:
      return "annotations";
    default: {
      const known = format || "cobertura";
      if (!["cobertura", "jacoco", "lcov"].includes(known))
        scope.report.add(
          "BK016",
          scope.subject,
          `The coverage format "${format}" is not known.`,
          "Use cobertura, jacoco or lcov.",
        );
      return known;
    }
  }
}

function fileName(text: string): string {
  return text.replace(/[^\w. -]+/g, "-").replace(/^[-.]+/, "") || "report";
}
