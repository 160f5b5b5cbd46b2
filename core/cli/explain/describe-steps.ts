import { type Job, ReportKind, ShardBy, type Step } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { printCondition } from "../../config/expressions.ts";
import type { PipelineResult } from "../../pipeline/pipeline.ts";
import type { InstalledPlugin } from "../../source/installed-plugin.ts";
import { unreachable } from "../../unreachable.ts";
import { show } from "../show-text.ts";
import { bare } from "./describe-job.ts";
import { pluginOf } from "./plugin-of.ts";

/** A step with where it comes from. */
export interface DescribedStep {
  readonly kind: NonNullable<Step["kind"]["case"]> | "none";
  /** What it does, on one line. */
  readonly what: string;
  /** The script of a run step. */
  readonly run?: string;
  readonly if?: string;
  /** The line of cig.toml that asked for it. Absent: cig adds it to every job. */
  readonly at?: { file: string; line: number };
  /** The plugin that turned that line into this step. Absent: the line says it itself. */
  readonly plugin?: string;
}

/** The steps of a job in order. */
export function describeSteps(
  job: Job,
  { config }: PipelineResult,
  plugins: readonly InstalledPlugin[],
): DescribedStep[] {
  return job.steps.map((step) => {
    const at = step.subject.length > 0 ? config?.at(step.subject) : undefined;
    const plugin = pluginOf(step.subject, plugins, config);
    return {
      kind: step.kind.case ?? "none",
      what: whatOf(step),
      ...(step.kind.case === "run" && { run: step.kind.value.script }),
      ...(step.condition && { if: printCondition(step.condition) }),
      ...(at && { at: bare(at) }),
      ...(plugin && { plugin }),
    };
  });
}

function whatOf(step: Step): string {
  const name = show(step.name, step.nameText);
  if (name) return name;
  const { kind } = step;
  switch (kind.case) {
    case "run":
      return firstLine(kind.value.script);
    case "checkout":
      return "Check out the sources";
    case "toolchain":
      return `Set up ${[kind.value.tool, show("", kind.value.version)].filter(Boolean).join(" ")}`;
    case "cache":
      return `Cache ${kind.value.id}`;
    case "upload":
      return kind.value.workspace
        ? `Keep ${listed([...kind.value.paths, ...kind.value.pathTexts.map((path) => show("", path))])} for later jobs`
        : `Upload artifact ${show(kind.value.name, kind.value.nameText)}`;
    case "download":
      return kind.value.workspace
        ? `Get what the job ${kind.value.job} keeps for later jobs`
        : `Download artifact ${show(kind.value.name, kind.value.nameText)}`;
    case "native":
      return kind.value.version ? `${kind.value.uses}@${kind.value.version}` : kind.value.uses;
    case "shard":
      return `Choose this copy's share of ${listed(kind.value.files)}${sharedBy[kind.value.by]}`;
    case "report":
      return `Report ${reported[kind.value.kind]} ${listed(kind.value.paths)}`;
    case "approve":
      return `Wait for ${kind.value.approvers.join(" or ") || "a person"} to agree${asked(show("", kind.value.message))}`;
    case undefined:
      return "";
    default:
      return unreachable(kind);
  }
}

const sharedBy: Readonly<Record<ShardBy, string>> = {
  [ShardBy.UNSPECIFIED]: "",
  [ShardBy.NAME]: ", by name",
  [ShardBy.SIZE]: ", by size",
  [ShardBy.TIMINGS]: ", by what they took last time",
};

const reported: Readonly<Record<ReportKind, string>> = {
  [ReportKind.UNSPECIFIED]: "files",
  [ReportKind.JUNIT]: "test results",
  [ReportKind.COVERAGE]: "coverage",
  [ReportKind.SUMMARY]: "a summary",
  [ReportKind.ANNOTATIONS]: "annotations",
};

function asked(message: string): string {
  return message === "" ? "" : `: ${message}`;
}

/** Enough of them to know what is meant. */
function listed(names: readonly string[]): string {
  return names.length > 4 ? `${names.slice(0, 3).join(", ")}, …` : names.join(", ");
}

function firstLine(script: string): string {
  const [first = "", ...others] = script.trim().split("\n");
  return others.length > 0 ? `${first} …` : first;
}
