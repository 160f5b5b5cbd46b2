import { foreignLine } from "../../report/foreign.ts";
import { makePaint, type Paint } from "../../report/paint.ts";
import type { DescribedJob } from "./describe-job.ts";
import type { DescribedStep } from "./describe-steps.ts";

/** The page of `cig explain job`. */
export function explainText(job: DescribedJob, paint: Paint = makePaint(false)): string {
  const rows = factsOf(job).filter(([, value]) => value !== "");
  const widest = Math.max(...rows.map(([label]) => label.length));
  const variants = job.variants.length > 1 ? ` (${job.variants.length} variants)` : "";
  const lines = [
    `${paint.bold(foreignLine(`job.${job.id}`) + variants)}${job.at ? paint.dim(`  ${place(job.at)}`) : ""}`,
    ...rows.map(([label, value]) => `  ${label.padEnd(widest)}  ${foreignLine(value)}`),
    ...section("Variants", job.variants.length > 1 ? job.variants.map(variantLine) : [], paint),
    ...section("Versions", job.versions.map(versionLine), paint),
    ...section("Steps", stepLines(job.steps, paint), paint),
  ];
  return `${lines.join("\n")}\n`;
}

function factsOf(job: DescribedJob): [label: string, value: string][] {
  return [
    ["name", job.name ?? ""],
    ["workflow", (job.workflows ?? []).join(", ")],
    ["waits for", job.needs.join(", ")],
    ["waits for any", (job.needs_any ?? []).join(", ")],
    ["awaited by", job.needed_by.join(", ")],
    ["launches", job.launches ? `the machines of ${job.launches}` : ""],
    ["runs on", runnerText(job)],
    ["image", job.image ?? ""],
    ["if", job.if ?? ""],
    ["approval", approvalText(job)],
    [
      "environment",
      job.environment ? [job.environment.name, job.environment.url].filter(Boolean).join(" ") : "",
    ],
    ["timeout", job.timeout_minutes > 0 ? `${job.timeout_minutes} minutes` : ""],
    ["tried again", retryText(job)],
    ["copies", job.parallelism ? String(job.parallelism) : ""],
    ["identity token", oidcText(job)],
    ["packages", job.packages.join(", ")],
    ["services", job.services.map(serviceText).join(", ")],
    ["caches", job.caches.map(({ id, paths }) => `${id} (${paths.join(", ")})`).join(", ")],
    ["secrets", job.secrets.join(", ")],
    ["env", job.env.map(({ name }) => name).join(", ")],
    ["skipped if", skipText(job)],
    ["inputs", job.inputs.join(", ")],
    ["effects", job.effects ? "yes: never skipped" : ""],
  ];
}

function runnerText({ runner }: DescribedJob): string {
  return runner ? `${runner.id || "the provider's default"} (${runner.os} ${runner.arch})` : "";
}

function approvalText({ approval }: DescribedJob): string {
  if (!approval) return "";
  const who = approval.approvers.join(" or ") || "a person";
  return approval.message ? `${who} agrees: ${approval.message}` : `${who} agrees`;
}

function retryText({ retry }: DescribedJob): string {
  if (!retry) return "";
  const times = retry.max === 1 ? "once" : `${retry.max} times`;
  return retry.on.length > 0 ? `${times}, on ${retry.on.join(", ")}` : times;
}

function oidcText({ oidc }: DescribedJob): string {
  if (!oidc) return "";
  return ["yes", oidc.audience && `for ${oidc.audience}`, oidc.env && `in $${oidc.env}`]
    .filter(Boolean)
    .join(", ");
}

function serviceText({ name, image }: DescribedJob["services"][number]): string {
  return image ? `${name} (${image})` : name;
}

function skipText({ skip_if: skip }: DescribedJob): string {
  if (!skip) return "";
  const parts = [
    skip.paths_unmodified.length > 0 ? `unmodified: ${skip.paths_unmodified.join(" ")}` : "",
    skip.env.length > 0 ? `same env: ${skip.env.join(" ")}` : "",
    skip.branch.length > 0 ? `branch: ${skip.branch.join(" ")}` : "",
  ];
  return parts.filter(Boolean).join("; ");
}

function variantLine({ id }: DescribedJob["variants"][number]): string {
  return foreignLine(id);
}

function versionLine({ tool, version, plugin, evidence }: DescribedJob["versions"][number]): string {
  const source = [plugin ? `(${plugin})` : "", ...evidence.slice(0, 1)].filter(Boolean).join("  ");
  return foreignLine([tool, version, source].filter(Boolean).join(" "));
}

function stepLines(steps: readonly DescribedStep[], paint: Paint): string[] {
  const width = String(steps.length).length;
  return steps.map(({ what, at, plugin, if: condition }, index) => {
    const origin = [at ? place(at) : "every job", plugin ?? ""].filter(Boolean).join(", ");
    const when = condition ? ` if ${condition}` : "";
    return `${String(index + 1).padStart(width)}. ${foreignLine(what + when)}${paint.dim(`  ${foreignLine(origin)}`)}`;
  });
}

function section(title: string, lines: readonly string[], paint: Paint): string[] {
  return lines.length === 0 ? [] : ["", paint.bold(title), ...lines.map((line) => `  ${line}`)];
}

function place({ file, line }: { file: string; line: number }): string {
  return foreignLine(line > 0 ? `${file}:${line}` : file);
}
