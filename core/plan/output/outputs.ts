import { create } from "@bufbuild/protobuf";
import { type Output, OutputSchema, type Project } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import { Access, type Cache, type Job } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { NamedText } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { type OutputToml, providerOf } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import { available, type Context, type Subject } from "../context.ts";
import { toConcurrency, toPermissions } from "../job/job.ts";
import type { Resolver } from "../resolver.ts";
import { toProviderOptions } from "./provider-options.ts";
import { planTriggers } from "./triggers.ts";

/** An output that some plugin can render. */
export interface WantedOutput {
  readonly toml: OutputToml;
  readonly provider: string;
}

const usualOutput: OutputToml = { provider: "github", path: ".github/workflows/ci.yml" };

/**
 * The outputs to render: those of cig.toml, else one for GitHub; of `only` these providers, when given. An output that
 * no plugin renders is an error: whoever wants the others alone says so.
 */
export function wantedOutputs(context: Context, only: readonly string[] | undefined): WantedOutput[] {
  const configured = context.schema.outputs;
  const all = (configured ?? [usualOutput]).map((toml, index) => ({
    toml,
    provider: providerOf(toml).name,
    subject: configured ? ["outputs", String(index)] : [],
  }));
  const asked = all.filter(({ provider }) => !only || only.length === 0 || only.includes(provider));
  for (const name of only ?? [])
    if (!all.some(({ provider }) => provider === name))
      context.report(
        notConfigured(
          name,
          all.map(({ provider }) => provider),
        ),
      );
  reportSamePath(context, asked);
  const providers = new Set(available(context, "provider"));
  const rendered = asked.filter(({ provider }) => providers.has(provider));
  for (const { provider, subject } of asked)
    if (!providers.has(provider))
      context.report(noProvider(provider, [...providers], rendered[0]?.provider, subject));
  return rendered;
}

/** The outputs as messages; all hold the same jobs. */
export function planOutputs(
  context: Context,
  resolver: Resolver,
  wanted: readonly WantedOutput[],
  project: Project,
  env: NamedText[],
  jobs: Job[],
  caches: Cache[],
): Output[] {
  const { schema } = context;
  const triggers = planTriggers(context);
  const stated = toPermissions(schema.permissions);
  const permissions =
    schema.permissions === undefined
      ? [{ $typeName: "cig.plugin.v1.Permission" as const, scope: "contents", access: Access.READ }]
      : stated;
  const concurrency = schema.concurrency && toConcurrency(resolver, schema.concurrency, ["concurrency"]);
  return wanted.map(({ toml, provider }) =>
    create(OutputSchema, {
      provider,
      path: toml.path,
      description: toml.description ?? "",
      triggers,
      env,
      permissions,
      ...(concurrency && { concurrency }),
      jobs,
      caches,
      // The output's own is merged after, and so over, what holds for all outputs.
      providerOptions: [
        ...toProviderOptions(schema.provider).filter((options) => options.provider === provider),
        ...toProviderOptions(providerOf(toml).options && { [provider]: providerOf(toml).options }),
      ],
      project,
    }),
  );
}

/** File systems that ignore case would mix two such files up. */
function reportSamePath(context: Context, outputs: readonly { toml: OutputToml; subject: Subject }[]): void {
  const seen = new Map<string, string>();
  for (const { toml, subject } of outputs) {
    const key = toml.path.toLowerCase();
    const earlier = seen.get(key);
    if (earlier !== undefined)
      context.report(
        diagnose(
          "CIG502",
          `Two outputs are written to "${toml.path}"${earlier === toml.path ? "" : `, one of them as "${earlier}"`}.`,
          {
            hint: "Give one of them another path.",
            subject: [...subject, "path"],
          },
        ),
      );
    seen.set(key, toml.path);
  }
}

function notConfigured(name: string, providers: readonly string[]) {
  const names = [...new Set(providers)].sort(byCodeUnit);
  const near = nearest(name, names);
  return diagnose("CIG403", `cig.toml has no output of the provider "${name}".`, {
    hint: near
      ? `Did you mean "${near}"?`
      : `It has outputs of ${names.join(", ")}. Add:\n  [[outputs]]\n  provider = "${name}"\n  path = "…"`,
    subject: ["outputs"],
  });
}

function noProvider(
  provider: string,
  providers: readonly string[],
  other: string | undefined,
  subject: Subject,
) {
  const near = nearest(provider, providers);
  const install = `There ${providers.length === 1 ? "is" : "are"} ${providers.join(", ") || "none"}. Install a plugin with the capability "provider:${provider}", and name it in [plugins].`;
  const goOn = other === undefined ? "" : ` To go on without it:\n  cig render --provider ${other}`;
  return diagnose("CIG403", `No plugin renders files for "${provider}".`, {
    hint: (near ? `Did you mean "${near}"?` : install) + goOn,
    subject: subject.length > 0 ? [...subject, "provider"] : [],
  });
}
