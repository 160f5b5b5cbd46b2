import {
  literalOf,
  type MessageInitShape,
  type PlanRequest,
  type PlanResponseSchema,
  type Runner,
  textInput,
  textsInput,
  type Use,
  UseKind,
} from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";
import { tablesFor } from "./tables.ts";

/** `[runners.ID] uses = "runners/self-hosted"`: answers with the tables of the providers that are rendered for. */
export function plan({ uses, providers }: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const remarks: Remark[] = [];
  const resources = uses.flatMap((use) => {
    const runner = use.kind === UseKind.RUNNER ? use.runner : undefined;
    if (!runner) {
      const message = `runners/self-hosted describes machines, and is no step, package or service of "${use.job}".`;
      const hint = 'Name it in a runner: [runners.own] uses = "runners/self-hosted".';
      remarks.push(remarkOn("SELF201", use, message, hint));
      return [];
    }
    const machines = machinesOf(use);
    remarks.push(...check(use, runner, machines.labels, providers));
    const value = { use: use.id, providerOptions: tablesFor(runner, machines, providers) };
    return [{ id: use.id, kind: { case: "expansion" as const, value } }];
  });
  return { resources, diagnostics: remarks };
}

/** What cig.toml says of them. */
export interface Machines {
  readonly labels: readonly string[];
  readonly group: string | undefined;
  readonly queue: string | undefined;
  readonly resourceClass: string | undefined;
}

function machinesOf(use: Use): Machines {
  const word = (name: string) => literalOf(textInput(use, name));
  return {
    labels: (textsInput(use, "labels") ?? []).flatMap((label) => literalOf(label) ?? []),
    group: word("group"),
    queue: word("queue"),
    resourceClass: word("resource_class"),
  };
}

function check(use: Use, runner: Runner, labels: readonly string[], providers: readonly string[]): Remark[] {
  const bad = labels.find((label) => !/^[A-Za-z0-9_][\w.-]*$/.test(label));
  const remarks: Remark[] = [];
  if (bad !== undefined) {
    const message = `"${bad}" is no label of the runner "${runner.id}": Jenkins would read it as an expression.`;
    remarks.push(
      remarkOn("SELF202", use, message, "Write labels of letters, digits and ._-, each a text of its own."),
    );
  }
  const own = runner.providerOptions.some(({ provider }) => provider === "circleci");
  const hasClass = /^[^/\s]+\/[^/\s]+$/.test(literalOf(textInput(use, "resource_class")) ?? "");
  if (providers.includes("circleci") && !own && !hasClass) {
    const message = `CircleCI finds machines of one's own by their resource class, and the runner "${runner.id}" names none.`;
    remarks.push(remarkOn("SELF203", use, message, 'Write with = { resource_class = "namespace/name" }.'));
  }
  return remarks;
}
