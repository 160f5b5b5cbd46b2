import type { Fact } from "../../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { parseFactKey } from "../fact-key.ts";
import { isSure } from "../findings.ts";
import type { DraftJob } from "./jobs.ts";

/**
 * The jobs of one step that `step.NAME` facts propose, by name, then folder: the fact's value is the module that the step
 * uses, `step.NAME.with.INPUT` what it is given, `step.NAME.packages` what the job needs besides. One whose name is taken
 * says its folder, or its tool, or a number.
 */
export function moduleJobs(facts: readonly Fact[], taken: readonly string[]): DraftJob[] {
  const steps = facts
    .map((fact) => ({ fact, ...parseFactKey(fact.key) }))
    .filter(({ tool, fact }) => tool === "step" && isSure(fact));
  const ids = new Set(taken);
  return steps
    .filter(({ field }) => field !== "" && !field.includes("."))
    .sort((a, b) => byCodeUnit(a.field, b.field) || byCodeUnit(a.root, b.root))
    .map(({ fact, root, field: kind }) => {
      const own = steps.filter((other) => other.fact.plugin === fact.plugin && other.root === root);
      const given = own.filter(({ field }) => field.startsWith(`${kind}.with.`));
      const id = freeId(kind, root, fact.value, ids);
      ids.add(id);
      return {
        id,
        kind,
        commands: [fact],
        filling: [],
        given: new Map(given.map((each) => [each.field.slice(`${kind}.with.`.length), each.fact.value])),
        packages: own
          .filter(({ field }) => field === `${kind}.packages`)
          .flatMap((each) => each.fact.value.split(/,\s*/)),
        workingDirectory: root,
        needs: [],
        services: [],
        timeout: "30m",
        matrix: new Map(),
        skip: false,
      };
    });
}

function freeId(kind: string, root: string, module: string, taken: ReadonlySet<string>): string {
  const parts = [root, module.slice(module.indexOf("/") + 1)]
    .map((part) => part.replace(/[^A-Za-z0-9_]+/g, "-").replace(/^-+|-+$/g, ""))
    .filter((part) => part !== "" && part !== kind);
  const names = [kind, ...parts.map((part) => `${kind}-${part}`.slice(0, 90))];
  const free = names.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  for (let number = 2; ; number++) if (!taken.has(`${kind}-${number}`)) return `${kind}-${number}`;
}
