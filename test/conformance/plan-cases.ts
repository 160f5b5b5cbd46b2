import { toJsonString } from "@bufbuild/protobuf";
import { OutputSchema } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import { anyProvider, type Case } from "../../sdk/testing/provider/cases/cases.ts";
import type { Bundled } from "../in-process.ts";
import { renderToml } from "../in-process.ts";
import { outputToml } from "./case-run.ts";

/**
 * What the core makes of each case for a provider that nobody knows, as JSON of its outputs by feature: the SDK takes
 * it along, so that a provider can be held against the cases where there is no core.
 */
export async function planCases(bundled: Bundled, cases: readonly Case[]): Promise<Record<string, string>> {
  const host = withStranger(bundled);
  const planned: Record<string, string> = {};
  for (const { feature, toml, files } of cases) {
    const source = `version = "0.2"\n\n${toml}\n${outputToml(anyProvider, "acme.yml")}`;
    const { plan, diagnostics } = await renderToml(host, source, files);
    const errors = diagnostics.filter(({ level }) => level === "error");
    if (!plan || errors.length > 0)
      throw new Error(`${feature}: ${errors.map(({ message }) => message).join(" ")}`);
    // Signatures change with every word of the core, and no provider renders them.
    for (const { jobs } of plan.outputs)
      for (const { variants } of jobs) for (const variant of variants) variant.signature = new Uint8Array();
    planned[feature] = `[${plan.outputs.map((output) => toJsonString(OutputSchema, output)).join(",")}]`;
  }
  return planned;
}

/** The module that the SDK loads, in the form that the formatter wants. */
export function plannedModule(planned: Readonly<Record<string, string>>): string {
  const entries = Object.entries(planned).map(([feature, json]) => {
    const key = /^\w+$/.test(feature) ? feature : `"${feature}"`;
    // As the formatter has it, which leaves a short key on its line.
    const gap = key.length <= 4 ? " " : "\n    ";
    return `  ${key}:${gap}'${json.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}',\n`;
  });
  const head =
    "// Made from the cases by the core; to make it anew: UPDATE_CASES=1 npx vitest run test/conformance/planned.test.ts\n\n" +
    "/** The outputs of each case as JSON, by feature. */\n";
  return `${head}export const planned: Readonly<Record<string, string>> = {\n${entries.join("")}};\n`;
}

/** With a provider that has no plugin: it is planned for, and never asked. */
function withStranger(bundled: Bundled): Bundled {
  const like = bundled.host.plugins.find(({ name }) => name === "provider/github")!;
  const { support: _, ...manifest } = like.manifest;
  const stranger = {
    ...like,
    name: "acme/ci",
    manifest: {
      ...manifest,
      name: "acme/ci",
      capabilities: [`provider:${anyProvider}`],
      outputs: ["acme.yml"],
      hooks: ["plan" as const],
    },
  };
  return { ...bundled, host: { ...bundled.host, plugins: [...bundled.host.plugins, stranger] } };
}
