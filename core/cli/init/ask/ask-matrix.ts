import type { Fact } from "../../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { foreignLine } from "../../../report/foreign.ts";
import { displayName } from "../../display-name.ts";
import { parseFactKey } from "../../fact-key.ts";
import type { DraftJob } from "../jobs.ts";
import { versionsIn } from "../wishes/parse.ts";
import type { Prompts } from "./prompts.ts";

/** With which versions of its tools the tests run; a tool of which one version will do is left out. */
export async function askMatrix(
  prompts: Prompts,
  tests: readonly DraftJob[],
  facts: readonly Fact[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const matrix = new Map<string, readonly string[]>();
  for (const tool of new Set(tests.flatMap(({ packages }) => packages))) {
    const question = `Versions of ${displayName(tool)} to test with? (Enter: ${stated(tool, facts)})`;
    const versions = versionsIn(await prompts.text(question, "several with commas between", () => undefined));
    if (versions.length > 0) matrix.set(tool, versions);
  }
  return matrix;
}

/** "22, of .nvmrc" */
function stated(tool: string, facts: readonly Fact[]): string {
  const own = facts
    .map((fact) => ({ fact, ...parseFactKey(fact.key) }))
    .filter((one) => one.tool === tool && one.root === "");
  const found =
    own.find(({ field }) => field === "version") ?? own.find(({ field }) => field === "version.constraint");
  if (!found) return "one, which the plugin chooses";
  const { value, evidence } = found.fact;
  return foreignLine(`${value}${evidence[0] ? `, of ${evidence[0].file}` : ""}`);
}
