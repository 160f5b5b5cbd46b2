import { create } from "@bufbuild/protobuf";
import { parseConfig } from "../../core/config/config.ts";
import { type Diagnostic, hasErrors } from "../../core/diagnostic/diagnostic.ts";
import type { InstalledPlugin } from "../../core/host/host.ts";
import { plan } from "../../core/plan/plan.ts";
import { toWorkPlan } from "../../core/work/from-plan.ts";
import type { JobWork } from "../../core/work/work-plan.ts";
import { type PlanRequest, PlanResponseSchema } from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Output } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import { type JobSpec, paths, tomlOf } from "./spec.ts";

/** What cig makes of a configuration. */
export interface Planned {
  readonly output: Output;
  /** What cig.lock would hold of it. */
  readonly work: readonly JobWork[];
}

/** Real plans of the jobs, in this process; the same jobs are planned once. */
export class Planner {
  #known = new WeakMap<readonly JobSpec[], Map<string, Promise<Planned>>>();
  /** So many were planned, and so many asked for. */
  planned = 0;
  asked = 0;

  plan(jobs: readonly JobSpec[], ruby: string): Promise<Planned> {
    this.asked++;
    const ofJobs = this.#known.get(jobs) ?? new Map<string, Promise<Planned>>();
    this.#known.set(jobs, ofJobs);
    const known = ofJobs.get(ruby);
    if (known) return known;
    this.planned++;
    const made = planToml(tomlOf(jobs), ruby);
    ofJobs.set(ruby, made);
    return made;
  }
}

async function planToml(toml: string, ruby: string): Promise<Planned> {
  const config = parseConfig("cig.toml", toml);
  if (!config.value) throw new Error(`bug of the model: ${said(config.diagnostics)}\n${toml}`);
  const tracked = ["cig.toml", ...paths].sort();
  const host = hostOf(ruby);
  const planned = await plan(host, config.value, { root: "/", paths: tracked }, { facts: [] });
  if (hasErrors(planned.diagnostics))
    throw new Error(`bug of the model: ${said(planned.diagnostics)}\n${toml}`);
  const [workflow] = toWorkPlan(planned, config.value, host.plugins).workflows;
  // A plan does not ask for jobs with copies to be left out, as no provider records them one by one; verdicts could.
  const work = workflow!.jobs.map((job) =>
    job.copies > 1 && !job.effects ? { ...job, skippable: true } : job,
  );
  return { output: planned.outputs[0]!, work };
}

function said(diagnostics: readonly Diagnostic[]): string {
  return diagnostics
    .filter(({ level }) => level === "error")
    .map(({ message }) => message)
    .join("\n");
}

/** A provider, and a language whose plugin says which version it chose. */
function hostOf(ruby: string): Parameters<typeof plan>[0] {
  const plugins = [
    installed("provider/github", { capabilities: ["provider:github"], hooks: ["generate"] }),
    installed("lang/ruby", { capabilities: ["package:ruby"], hooks: ["plan"] }),
  ];
  return {
    plugins,
    call: async (_plugin, _hook, request) =>
      ({ ok: true, response: answer(request as PlanRequest, ruby), memo: "off" }) as never,
  };
}

function answer({ uses }: PlanRequest, ruby: string) {
  const version = { parts: [{ kind: { case: "literal" as const, value: ruby } }] };
  return create(PlanResponseSchema, {
    resources: uses.map((use) => ({
      kind: {
        case: "expansion" as const,
        value: {
          use: use.id,
          steps: [{ kind: { case: "run" as const, value: { script: "install ruby" } } }],
          versions: [{ tool: "ruby", version }],
        },
      },
    })),
  });
}

function installed(name: string, more: Partial<InstalledPlugin["manifest"]>): InstalledPlugin {
  return {
    name,
    version: "1.0.0",
    origin: "bundled",
    directory: "/",
    digest: `sha256:${name}`,
    command: [],
    manifest: {
      name,
      version: "1.0.0",
      protocols: [1],
      description: "",
      capabilities: [],
      requires: [],
      conflictsWith: [],
      hooks: [],
      command: [],
      reads: [],
      lists: [],
      outputs: [],
      inputs: {},
      provides: { caches: [], commands: [] },
      meaning: {},
      ...more,
    },
  };
}
