import { create, GenerateRequestSchema } from "cig/sdk";
import { generate } from "../../../../plugins/provider/circleci/generate.ts";
import { type OutputInit, optionsOf, rendererOf } from "../requests.ts";

export * from "../requests.ts";

export const render = rendererOf(generate, "circleci", ".circleci/config.yml");

export const circleci = optionsOf("circleci");

/** What it answers for several outputs: the files by path. */
export async function renderAll(
  outputs: readonly OutputInit[],
): Promise<{ files: ReadonlyMap<string, string>; codes: string[] }> {
  const request = create(GenerateRequestSchema, { outputs: outputs as never, coreVersion: "0.2.0" });
  const { fragments = [], diagnostics = [] } = await generate(request);
  return {
    files: new Map(fragments.map(({ path, content }) => [path!, content!])),
    codes: diagnostics.map(({ code }) => code!),
  };
}
