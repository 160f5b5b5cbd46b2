import { create } from "@bufbuild/protobuf";
import {
  type Estimate,
  RenderedFileSchema,
  ValidateRequestSchema,
} from "../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Output } from "../proto/gen/cig/plugin/v1/project_pb.ts";
import type { ValueTable } from "../proto/gen/cig/plugin/v1/value_pb.ts";
import type { Diagnostic } from "./diagnostic/diagnostic.ts";
import { diagnosticsOf } from "./diagnostic/from-plugin.ts";
import type { Host, InstalledPlugin } from "./host/host.ts";
import type { MergedFile } from "./merge/merge.ts";
import { currentPolicy } from "./validate/waivers.ts";

/** What policies say. */
export interface Verdict {
  readonly diagnostics: readonly Diagnostic[];
  /** What runs come to, where a policy has reckoned it. */
  readonly estimates: readonly Estimate[];
}

/**
 * Asks every policy about the rendered files and the resources behind them. `policy` is `[policy]` as written; its
 * waivers count up to the day before the one in `expires`. `today` is a date such as "2027-01-31", in UTC.
 */
export async function validate(
  host: Pick<Host, "plugins" | "call">,
  files: readonly MergedFile[],
  outputs: readonly Output[],
  policy: ValueTable | undefined,
  today: string,
): Promise<Verdict> {
  if (files.length === 0) return { diagnostics: [], estimates: [] };
  const judges = host.plugins.filter(isPolicy);
  const policies = judges.filter((plugin) => isAsked(plugin, policy));
  const current = currentPolicy(policy, outputs, today, (rule) => canBeRule(rule, judges));
  const request = create(ValidateRequestSchema, {
    files: files.map(({ path, content }) =>
      create(RenderedFileSchema, { path, content, provider: providerOf(path, outputs) }),
    ),
    outputs: [...outputs],
    ...(current.policy && { policy: current.policy }),
  });
  const rendered = new Set(files.map(({ path }) => path));
  const found = await Promise.all(
    policies.map(async (plugin) => {
      const answer = await host.call(plugin, "validate", request);
      if (!answer.ok) return { diagnostics: [answer.diagnostic], estimates: [] };
      const { diagnostics, estimates } = answer.response;
      return {
        diagnostics: diagnosticsOf(diagnostics, plugin.name).map((remark) =>
          atItsSource(remark, rendered, current.origin),
        ),
        estimates,
      };
    }),
  );
  return {
    diagnostics: [...current.diagnostics, ...found.flatMap(({ diagnostics }) => diagnostics)],
    estimates: found.flatMap(({ estimates }) => estimates),
  };
}

function isPolicy(plugin: InstalledPlugin): boolean {
  return plugin.manifest.hooks.includes("validate");
}

/** Some judge by a table of their own alone. */
function isAsked({ manifest }: InstalledPlugin, policy: ValueTable | undefined): boolean {
  return manifest.policy === undefined || Boolean(policy?.entries.some(({ key }) => key === manifest.policy));
}

/** The bundled policies name their rules so, and say themselves which of those they have; others may have any. */
function canBeRule(rule: string, policies: readonly InstalledPlugin[]): boolean {
  return /^(?:CNV|COST|SEC)/.test(rule) || policies.some(({ origin }) => origin !== "bundled");
}

/** Nobody mends a rendered file: what comes from cig.toml is shown there, and the message names the rendered line. */
function atItsSource(
  remark: Diagnostic,
  rendered: ReadonlySet<string>,
  origin: (subject: readonly string[]) => readonly string[],
): Diagnostic {
  if (!remark.subject?.length) return remark;
  const subject = origin(remark.subject);
  const { at, ...rest } = remark;
  if (!at || !rendered.has(at.file)) return { ...remark, subject };
  return { ...rest, subject, message: `${remark.message} See ${at.file}:${at.line}.` };
}

/** A file beside an output (a composite action, say) belongs to the only provider in its folder's tree. */
function providerOf(path: string, outputs: readonly Output[]): string {
  const owner = outputs.find((output) => output.path === path);
  if (owner) return owner.provider;
  const top = path.split("/")[0];
  return outputs.find((output) => output.path.split("/")[0] === top)?.provider ?? "";
}
