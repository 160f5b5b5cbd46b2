import { create } from "@bufbuild/protobuf";
import { type Runner, RunnerSchema, type Variant } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { JobToml } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { Context, Subject } from "../context.ts";
import { literalOf, type Resolver, referenceText } from "../resolver.ts";
import { launchedRunner, launcherOf } from "../runner/launched-runner.ts";
import { reportIdleChoices } from "./idle-choices.ts";
import { valueIn } from "./matrix.ts";
import { archNames, systems, usualArch } from "./processor.ts";
import { isKnownRunner, runnerNamed } from "./runner-named.ts";

/** Where a job runs: for all variants, and for each when the matrix decides it. */
export interface Placement {
  readonly runner: Runner;
  /** By id of the variant; empty when all run on `runner`. */
  readonly ofVariant: ReadonlyMap<string, Runner>;
}

/**
 * Decides where a job runs: its `runner`, else an axis `os` whose values are labels, else project.default_runner unless
 * the job's `os` or `arch` contradicts it, else `os` and `arch` (or the axes of these names), else linux on amd64. A
 * Mac is arm64 unless somebody asks for the other.
 */
export function planRunner(
  context: Context,
  resolver: Resolver,
  id: string,
  job: JobToml,
  variants: readonly Variant[],
): Placement {
  const subject = ["jobs", id];
  const wish = wishOf(context, resolver, job, variants, subject);
  const runners = variants.map((variant) => resolveWish(context, wish, variant));
  const unknown = runners.find((runner) => runner === undefined || !isKnownRunner(context, runner));
  if (unknown) context.report(unknownRunner(context, unknown.id, wish.subject));
  else reportIdleChoices(context, id, job, variants, runners);
  const first = runners[0] ?? create(RunnerSchema, { os: "linux", arch: "amd64" });
  const name = wish.runner ?? wish.label;
  const label = name && literalOf(name) === undefined ? name : undefined;
  const isOfMatrix =
    label !== undefined || [wish.os, wish.arch].some((text) => text && literalOf(text) === undefined);
  if (!isOfMatrix) return { runner: first, ofVariant: new Map() };
  const common = (field: "os" | "arch") =>
    runners.every((runner) => runner[field] === first[field]) ? first[field] : "";
  return {
    runner: create(RunnerSchema, { os: common("os"), arch: common("arch"), ...(label && { label }) }),
    ofVariant: new Map(variants.map((variant, index) => [variant.id, runners[index]!])),
  };
}

/**
 * The runner for a small job that nobody described: a runner of [runners] that is called small, else the default one, or
 * where its machines are launched the one that does it.
 */
export function planSmallRunner(context: Context): Runner {
  const usualId = context.schema.project?.default_runner ?? "";
  const launched = launchedRunner(context, usualId);
  const usual = launched ? launcherOf(context, launched) : runnerNamed(context, usualId);
  const small = Object.keys(context.schema.runners ?? {})
    .filter((id) => !launchedRunner(context, id))
    .sort()
    .map((id) => runnerNamed(context, id))
    .find(({ id, os, arch }) => /(^|[-_.])small($|[-_.])/.test(id) && os === usual.os && arch === usual.arch);
  return small ?? usual;
}

/** What the job asks for, as texts; where it stands in cig.toml. */
interface Wish {
  readonly runner?: Text | undefined;
  /** As `runner`, on the processor that is asked for beside it. */
  readonly label?: Text | undefined;
  readonly os?: Text | undefined;
  readonly arch?: Text | undefined;
  readonly subject: Subject;
}

function wishOf(
  context: Context,
  resolver: Resolver,
  job: Pick<JobToml, "runner" | "os" | "arch">,
  variants: readonly Variant[],
  subject: Subject,
): Wish {
  if (job.runner !== undefined) {
    const place = [...subject, "runner"];
    return { runner: resolver.text(job.runner, place), subject: place };
  }
  const axis = (name: string) => {
    const values = variants.map((variant) => valueIn(variant, ["matrix", name]));
    const stated = values.filter((value) => value !== undefined);
    return stated.length > 0 ? stated : undefined;
  };
  const oses = axis("os");
  const os =
    job.os === undefined ? oses && referenceText("matrix", "os") : resolver.text(job.os, [...subject, "os"]);
  const arches = axis("arch");
  const arch =
    job.arch === undefined
      ? arches?.every((value) => Object.hasOwn(archNames, value))
        ? referenceText("matrix", "arch")
        : undefined
      : resolver.text(job.arch, [...subject, "arch"]);
  if (job.os === undefined && oses && !oses.every((value) => systems.has(value)))
    return { label: referenceText("matrix", "os"), arch, subject: [...subject, "matrix", "os"] };
  const usual = context.schema.project?.default_runner;
  if (usual === undefined) return { os, arch, subject };
  const place = ["project", "default_runner"];
  const runner = resolver.text(usual, place);
  const { os: usualOs, arch: usualArch } = runnerNamed(context, literalOf(runner) ?? "");
  const fits = (text: Text | undefined, value: string) => text === undefined || literalOf(text) === value;
  return fits(os, usualOs) && fits(arch, usualArch) ? { runner, subject: place } : { os, arch, subject };
}

function resolveWish(context: Context, wish: Wish, variant: Variant): Runner {
  const spelledOut = (text: Text | undefined) =>
    text?.parts
      .map(({ kind }) =>
        kind.case === "reference" ? (valueIn(variant, kind.value.path) ?? "") : (kind.value ?? ""),
      )
      .join("");
  const runner = spelledOut(wish.runner);
  if (runner !== undefined) return runnerNamed(context, runner);
  // A combination that `include` added may say nothing.
  const os = spelledOut(wish.label) || spelledOut(wish.os) || "linux";
  const asked = spelledOut(wish.arch) || "";
  const arch = Object.hasOwn(archNames, asked) ? archNames[asked]! : asked;
  if (!systems.has(os)) return onProcessor(context, runnerNamed(context, os), arch);
  return create(RunnerSchema, { os, arch: arch || usualArch(os) });
}

/** A label is a system, for which the provider may have another processor; what [runners] describes is one machine. */
function onProcessor(context: Context, runner: Runner, arch: string): Runner {
  const isDescribed = Object.hasOwn(context.schema.runners ?? {}, runner.id);
  return arch === "" || isDescribed ? runner : create(RunnerSchema, { ...runner, arch });
}

function unknownRunner(context: Context, id: string, subject: Subject) {
  const ids = Object.keys(context.schema.runners ?? {});
  const near = nearest(id, ids);
  const hint = systems.has(id)
    ? `Write os = "${id}", or define it: [runners.${id}]`
    : near
      ? `Did you mean "${near}"?`
      : `Define it, with what each provider calls it:\n  [runners.${/^[\w-]+$/.test(id) ? id : JSON.stringify(id)}]\n  github = { runs-on = "…" }`;
  return diagnose(
    "CIG412",
    `There is no runner "${id}" in [runners], and it is no label that providers share.`,
    {
      hint,
      subject,
    },
  );
}
