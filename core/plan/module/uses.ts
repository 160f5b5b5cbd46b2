import { create } from "@bufbuild/protobuf";
import {
  type Input,
  InputSchema,
  type Use,
  UseKind,
  UseSchema,
} from "../../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Matrix, Variant } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import type { Text } from "../../../proto/gen/cig/plugin/v1/value_pb.ts";
import type { JobToml, TomlValue } from "../../config/schema.ts";
import { diagnose } from "../../diagnostic/codes.ts";
import { nearest } from "../../diagnostic/nearest.ts";
import type { InstalledPlugin } from "../../host/host.ts";
import { available, type Context, pluginsWith, type Subject } from "../context.ts";
import { axisNames, valueIn } from "../job/matrix.ts";
import { type Aliases, type Resolver, referenceText } from "../resolver.ts";
import { planInputs } from "./module-inputs.ts";
import { namedModule } from "./named-module.ts";

/** A use of a module, and the plugin that will answer it. */
export interface PlannedUse {
  readonly use: Use;
  readonly plugin: InstalledPlugin;
  /** Where cig.toml asks for it. */
  readonly subject: Subject;
}

/** The job that uses modules, as far as it is known before they are asked. */
export interface UsingJob {
  readonly id: string;
  readonly job: JobToml;
  readonly matrix: Matrix | undefined;
  readonly variants: readonly Variant[];
  /** "" when the matrix decides it. */
  readonly os: string;
  /** "" when the matrix decides it. */
  readonly workingDirectory: string;
  readonly resolver: Resolver;
}

/** `packages` as pairs of name and inputs, in the author's order; `system` is not among them. */
export function packagesOf(job: JobToml, subject: Subject): readonly Wish[] {
  if (Array.isArray(job.packages))
    return job.packages.map((name, index) => ({ name, given: {}, subject: [...subject, String(index)] }));
  return Object.entries(job.packages ?? {})
    .filter(([name]) => name !== "system")
    .map(([name, value]) => ({ name, given: inputsOf(value as TomlValue), subject: [...subject, name] }));
}

/** A wish for a module by name. */
export interface Wish {
  readonly name: string;
  readonly given: Readonly<Record<string, TomlValue>>;
  readonly subject: Subject;
}

/** `true` gives nothing, a version the input of that name, a table its keys. */
export function inputsOf(value: TomlValue): Readonly<Record<string, TomlValue>> {
  if (value === true) return {};
  return typeof value === "object" && !Array.isArray(value) ? value : { version: value };
}

/** A package or a service that a plugin provides. */
export function planCapability(
  context: Context,
  using: UsingJob,
  kind: "package" | "service",
  { name, given, subject }: Wish,
): PlannedUse[] {
  const [plugin] = pluginsWith(context, `${kind}:${name}`);
  if (!plugin?.manifest.hooks.includes("plan")) {
    const names = [
      ...available(context, kind),
      ...(kind === "service" ? Object.keys(context.schema.services ?? {}) : []),
    ];
    const near = nearest(name, names);
    const own = kind === "service" ? ` or define it:\n  [services.${name}]\n  image = "…"` : "";
    context.report(
      diagnose("CIG403", `No plugin provides the ${kind} "${name}".`, {
        hint: near
          ? `Did you mean "${near}"?`
          : `There ${names.length === 1 ? "is" : "are"} ${names.sort().join(", ") || "none"};${own || " install a plugin that does, and name it in [plugins]."}`,
        subject,
      }),
    );
    return [];
  }
  return [
    {
      plugin,
      subject,
      use: toUse(context, using, plugin, kind === "package" ? UseKind.PACKAGE : UseKind.SERVICE, {
        id: `${using.id}/${kind}s/${name}`,
        name,
        tool: name,
        given,
        subject,
      }),
    },
  ];
}

/** A `uses` step: the plugin of that name, if its version fits. */
export async function planModule(context: Context, using: UsingJob, index: number): Promise<PlannedUse[]> {
  const step = using.job.steps![index]!;
  const subject = ["jobs", using.id, "steps", String(index)];
  const plugin = await namedModule(context, step.uses!, [...subject, "uses"]);
  if (!plugin) return [];
  const { name } = plugin;
  const use = toUse(context, using, plugin, UseKind.STEP, {
    id: `${using.id}/steps/${index}`,
    name,
    tool: name.slice(name.lastIndexOf("/") + 1),
    given: step.with ?? {},
    subject: step.with ? [...subject, "with"] : subject,
  });
  if (step.working_directory !== undefined)
    use.workingDirectory = using.resolver.plain(step.working_directory, [...subject, "working_directory"]);
  return [{ plugin, subject, use }];
}

function toUse(
  context: Context,
  using: UsingJob,
  plugin: InstalledPlugin,
  kind: UseKind,
  wish: Wish & { readonly id: string; readonly tool: string },
): Use {
  const version = Object.hasOwn(plugin.manifest.inputs, "version")
    ? versionOf(context, using, wish.tool)
    : undefined;
  const added: Input[] = version
    ? [create(InputSchema, { name: "version", value: { case: "text", value: version } })]
    : [];
  return create(UseSchema, {
    id: wish.id,
    job: using.id,
    kind,
    name: wish.name,
    inputs: planInputs(context, using.resolver, plugin, wish.given, wish.subject, added),
    workingDirectory: using.workingDirectory,
    os: using.os,
    axes: axisNames(using.matrix),
    inContainer: using.job.image !== undefined,
  });
}

/** The version of a tool that `packages` and `with` do not state: from the matrix, else from the variable TOOL_VERSION. */
function versionOf(context: Context, using: UsingJob, tool: string): Text | undefined {
  const axis = versionAxis(using.variants, tool);
  if (axis) return axis;
  const variable = `${tool.toUpperCase().replace(/[^A-Z0-9]/g, "_")}_VERSION`;
  if (!context.scope.variables.has(variable)) return undefined;
  return using.resolver.text(`{{ ${variable} }}`, ["variables", variable]);
}

/** The axis that decides the version of a tool: one of its name, plain or with a field `version`, in every variant. */
function versionAxis(variants: readonly Variant[], tool: string): Text | undefined {
  const paths = [
    ["matrix", tool],
    ["matrix", tool, "version"],
  ];
  const path = paths.find(
    (each) => variants.length > 0 && variants.every((variant) => valueIn(variant, each) !== undefined),
  );
  return path && referenceText(...path);
}

/** `{{ ruby_version }}` in a job with an axis `ruby` is the axis: a cache of one version must not serve another. */
export function versionAliases(
  context: Context,
  matrix: Matrix | undefined,
  variants: readonly Variant[],
): Aliases {
  if (!matrix) return new Map();
  const tools = new Set([...available(context, "package"), ...available(context, "service")]);
  return new Map(
    axisNames(matrix).flatMap((axis) => {
      const text = tools.has(axis) ? versionAxis(variants, axis) : undefined;
      return text ? [[`${axis.replaceAll("-", "_")}_version`, text] as const] : [];
    }),
  );
}
