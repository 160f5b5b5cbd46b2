import {
  create,
  type Expansion,
  ExpansionSchema,
  literalOf,
  type MessageInitShape,
  PlanRequestSchema,
  type Step,
  type Text,
  UseKind,
  type UseSchema,
} from "cig/sdk";
import plugin from "../../../../plugins/lang/python/plugin.ts";

type Use = MessageInitShape<typeof UseSchema>;

/** A use of `packages = ["python"]` in the job "test". */
export function use(more: Use = {}): Use {
  return { id: "test/packages/python", job: "test", kind: UseKind.PACKAGE, name: "python", ...more };
}

/** What plan answers for these facts (key without "python." → value) and uses. */
export async function plan(facts: Record<string, string>, uses: Use[] = [use()]) {
  const request = create(PlanRequestSchema, {
    uses,
    facts: Object.entries(facts).map(([key, value]) => ({
      key: key.startsWith("[") ? `python${key}` : `python.${key}`,
      value,
      plugin: "lang/python",
    })),
  });
  const response = await plugin.plan!(request);
  const expansions = (response.resources ?? []).map(({ kind }) =>
    create(ExpansionSchema, kind?.case === "expansion" ? kind.value : {}),
  );
  return {
    expansions: expansions.map(shown),
    remarks: (response.diagnostics ?? []).map(
      ({ code, location }) => `${code} ${location?.subject?.join(".")}`,
    ),
  };
}

function shown({ use, steps, caches, versions, wholeHistory }: Expansion) {
  return {
    ...(wholeHistory && { wholeHistory }),
    use,
    steps: steps.map(stepText),
    caches: caches.map(({ id, paths, keyParts }) => ({
      id,
      paths,
      key: keyParts.map(({ kind }) =>
        kind.case === "files" ? `files ${kind.value}` : show(kind.value as Text),
      ),
    })),
    versions: versions.map(({ tool, version }) => `${tool} ${show(version)}`),
  };
}

/** A step on one line: "actions/setup-python python-version=3.12", "cache uv", "run uv sync (in web)". */
function stepText({ kind, env, workingDirectory }: Step): string {
  const where = workingDirectory === "" ? "" : ` (in ${workingDirectory})`;
  const variables = env.map(({ name, value }) => ` ${name}=${show(value)}`).join("");
  if (kind.case === "run") return `run ${kind.value.script}${variables}${where}`;
  if (kind.case === "cache") return `cache ${kind.value.id}`;
  if (kind.case !== "toolchain") return String(kind.case);
  const native = kind.value.native[0]!;
  return [native.uses, ...native.with.map(({ name, value }) => `${name}=${show(value)}`)].join(" ");
}

/** Names of the run in braces. */
function show(value: Text | undefined): string {
  return (
    literalOf(value) ??
    value!.parts
      .map(({ kind }) => (kind.case === "reference" ? `{${kind.value.path.join(".")}}` : kind.value))
      .join("")
  );
}
