import type { MessageInitShape } from "@bufbuild/protobuf";
import type { FactSchema } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";
import { factAt, factKeys } from "../language/keys.ts";

/** A job with one step that a plugin proposes for a repository. */
export interface ProposedStep {
  /** The plugin's tool: "cypress". */
  readonly tool: string;
  /** The folder that the job works in; "." at the top. */
  readonly root: string;
  /** What the job is called: "e2e". */
  readonly kind: string;
  /** What the step uses: "browser/cypress". */
  readonly module: string;
  /** What the job needs besides: "node", "node, java". */
  readonly packages: string;
  /** The step's inputs. */
  readonly given: Readonly<Record<string, string>>;
  readonly place: { readonly file: string; readonly line: number };
}

/** The facts of which `cig init` makes that job: `step.KIND`, `step.KIND.packages` and `step.KIND.with.INPUT`. */
export function stepFacts(proposed: ProposedStep): MessageInitShape<typeof FactSchema>[] {
  const { shared } = factKeys(proposed.tool, proposed.root);
  const fact = (name: string, value: string) =>
    factAt(shared(`step.${proposed.kind}${name}`), value, 0.8, [proposed.place]);
  return [
    fact("", proposed.module),
    fact(".packages", proposed.packages),
    ...Object.entries(proposed.given).map(([input, value]) => fact(`.with.${input}`, value)),
  ];
}
