import { create } from "@bufbuild/protobuf";
import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import {
  type PlanRequest,
  PlanRequestSchema,
  type PlanResponse,
} from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import type { Project } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Dependency, Expansion, Resource } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { hasErrors } from "../../diagnostic/diagnostic.ts";
import { diagnosticsOf } from "../../diagnostic/from-plugin.ts";
import type { InstalledPlugin } from "../../host/host.ts";
import type { Context } from "../context.ts";
import { toValue } from "../value.ts";
import type { PlannedUse } from "./uses.ts";

/** What the plugins answered. */
export interface Answers {
  /** By the id of the use. */
  readonly expansions: ReadonlyMap<string, Expansion>;
  /** What plugins propose beside the answers, with `plugin` set. */
  readonly proposals: readonly Resource[];
  readonly dependencies: readonly (Dependency & { readonly plugin: string })[];
}

/** Asks each plugin once, with all uses of it; a plugin that fails costs only its own answers. */
export async function askPlugins(
  context: Context,
  uses: readonly PlannedUse[],
  project: Project,
  facts: readonly Fact[],
  providers: readonly string[],
): Promise<Answers> {
  const byPlugin = new Map<InstalledPlugin, PlannedUse[]>();
  for (const use of uses) {
    const others = byPlugin.get(use.plugin);
    if (others) others.push(use);
    else byPlugin.set(use.plugin, [use]);
  }
  const common = requestOf(context, project, facts, providers);
  const asked = [...byPlugin].sort(([a], [b]) => byCodeUnit(a.name, b.name));
  const answers = await Promise.all(
    asked.map(async ([plugin, planned]) => {
      const sorted = planned.map(({ use }) => use).sort((a, b) => byCodeUnit(a.id, b.id));
      const answer = await context.host.call(
        plugin,
        "plan",
        create(PlanRequestSchema, { ...common, uses: sorted }),
      );
      return { plugin, planned, answer };
    }),
  );
  const expansions = new Map<string, Expansion>();
  const proposals: Resource[] = [];
  const dependencies: (Dependency & { plugin: string })[] = [];
  for (const { plugin, planned, answer } of answers) {
    if (!answer.ok) {
      context.report({
        ...answer.diagnostic,
        ...(!answer.diagnostic.at && { subject: planned[0]!.subject }),
      });
      continue;
    }
    const response = answer.response;
    take(context, plugin, planned, response, expansions, proposals);
    dependencies.push(...response.dependencies.map((each) => ({ ...each, plugin: plugin.name })));
  }
  return { expansions, proposals, dependencies };
}

function requestOf(
  context: Context,
  project: Project,
  facts: readonly Fact[],
  providers: readonly string[],
): Omit<PlanRequest, "$typeName" | "uses"> {
  const capabilities = context.host.plugins.flatMap((plugin) => plugin.manifest.capabilities);
  return create(PlanRequestSchema, {
    project,
    facts: [...facts],
    variables: context.config.variables.map(({ name, value }) => ({ key: name, value: toValue(value) })),
    capabilities: [...new Set(capabilities)].sort(byCodeUnit),
    configuredCaches: Object.keys(context.schema.caches ?? {}).sort(byCodeUnit),
    providers: [...providers],
  });
}

/** Sorts an answer into expansions and proposals; what was not asked, or not answered, is the plugin's mistake. */
function take(
  context: Context,
  plugin: InstalledPlugin,
  planned: readonly PlannedUse[],
  response: PlanResponse,
  expansions: Map<string, Expansion>,
  proposals: Resource[],
): void {
  const remarks = diagnosticsOf(response.diagnostics, plugin.name);
  context.report(...remarks);
  const open = new Map(planned.map((each) => [each.use.id, each]));
  for (const resource of response.resources) {
    const { kind } = resource;
    if (kind.case !== "expansion") {
      if (kind.case !== undefined) proposals.push({ ...resource, plugin: plugin.name });
    } else if (open.delete(kind.value.use)) expansions.set(kind.value.use, kind.value);
    else
      context.report(
        invalid(
          plugin,
          `it answers "${kind.value.use}", which ${expansions.has(kind.value.use) ? "it answered before" : "nobody asked"}`,
        ),
      );
  }
  // A plugin that says what is wrong need not answer.
  if (hasErrors(remarks)) return;
  for (const { use, subject } of open.values())
    context.report({ ...invalid(plugin, `it does not answer "${use.id}"`), subject });
}

function invalid(plugin: InstalledPlugin, what: string) {
  return diagnose("CIG313", `The answer of ${plugin.name} ${plugin.version} to plan is not valid: ${what}.`, {
    plugin: plugin.name,
    hint: "This is a mistake of the plugin: report it to its author, or use another version.",
  });
}
