import {
  type CacheMode,
  CacheSchema,
  create,
  literalOf,
  type MessageInitShape,
  CacheMode as Mode,
  type Plugin,
  runPlugin,
  text,
  UseKind,
  type UseSchema,
} from "cig/sdk";

type CacheInit = NonNullable<MessageInitShape<typeof CacheSchema>>;

/** A use of a cache, as the core asks for it. */
export function cacheUse(
  inputs: Readonly<Record<string, string>>,
  cache: CacheInit = {},
  mode: CacheMode = Mode.RESTORE,
  name = "cache/s3",
): MessageInitShape<typeof UseSchema> {
  return {
    id: "test/caches/tool/restore",
    job: "test",
    kind: UseKind.CACHE,
    name,
    inputs: Object.entries(inputs).map(([name, value]) => ({
      name,
      value: { case: "text" as const, value: text(value) },
    })),
    cache: { cache: create(CacheSchema, { id: "tool", paths: ["tool"], ...cache }), mode },
  };
}

/** The step that a plugin answers with, its literal variables, and what it says. */
export async function planned(plugin: Plugin, use: MessageInitShape<typeof UseSchema>) {
  const { resources, diagnostics } = await runPlugin(plugin, "plan", {
    uses: [use],
    project: { defaultBranch: "trunk" },
  });
  const [resource] = resources;
  const step = resource?.kind.case === "expansion" ? resource.kind.value.steps[0] : undefined;
  const script = step?.kind.case === "run" ? step.kind.value.script : "";
  const env = Object.fromEntries((step?.env ?? []).map(({ name, value }) => [name, literalOf(value)]));
  return {
    step,
    script,
    env,
    told: diagnostics.map(({ code, message, hint }) => `${code} ${message} ${hint}`),
  };
}
