import {
  jsonText,
  mergeTables,
  type Output,
  optionsFor,
  type Table,
  table,
  unlessEmpty,
  type Yaml,
} from "cig/sdk";
import type { Report } from "./report.ts";
import { openShared, type Shared } from "./scope.ts";
import { fileNamed, type Gates, needsSetup, openGates } from "./setup/gates.ts";
import { compileSetup } from "./setup/setup.ts";
import { decidingOutputs, isContinuation, wholeFileNamed } from "./skipping/deciding.ts";
import { compileAllInputs } from "./triggers/manual.ts";
import { workflowNames } from "./workflow/names.ts";
import { compileWorkflow, openDefinitions } from "./workflow/workflow.ts";

/**
 * The configurations of one path, by path: the one that CircleCI reads, with a workflow or more of each output, or,
 * where changed files or what has passed already decide what runs, a setup that asks and what it continues with. In CI
 * the tool asks for what is left to run: a configuration in the place of the latter.
 */
export function compileConfigs(outputs: readonly Output[], report: Report): ReadonlyMap<string, Table> {
  const [first] = outputs;
  if (!first) return new Map();
  checkPath(first, report);
  const gates = openGates(needsSetup(outputs, report));
  const deciding = decidingOutputs(outputs, report);
  const shared = openShared(outputs, report);
  const config = compileConfig(outputs, gates, shared);
  if (isContinuation(first)) return new Map([[first.path, withParameters(config, gates)]]);
  if (gates.all().length + deciding.length === 0) return new Map([[first.path, config]]);
  const whole = deciding.length > 0 ? wholeFileNamed(first.path) : fileNamed(first.path);
  const questions = { gates: gates.all(), deciding };
  return new Map([
    [first.path, compileSetup(questions, whole, config.get("parameters"), first, shared)],
    [whole, withParameters(config, gates)],
  ]);
}

/** The keys of a configuration in the order that readers expect. */
function compileConfig(outputs: readonly Output[], gates: Gates, shared: Shared): Table {
  const definitions = openDefinitions();
  const names = workflowNames(outputs);
  const hasManual = outputs.some(({ triggers }) => triggers?.manual);
  const workflows = outputs.flatMap((output, index) =>
    compileWorkflow(output, { name: names[index]!, hasManual, definitions, gates, shared }),
  );
  const { jobs, executors } = definitions.close();
  const config = table(
    // A number to CircleCI, although it is no quantity.
    ["version", 2.1],
    ["orbs", unlessEmpty(shared.orbs.all())],
    ["parameters", unlessEmpty(compileAllInputs(outputs, shared))],
    ["executors", unlessEmpty(executors)],
    ["commands", unlessEmpty(shared.commands.all())],
    ["jobs", unlessEmpty(jobs)],
    ["workflows", new Map(workflows)],
  );
  // Outputs of one path share their escape hatch, which is merged once.
  const options = outputs.map(({ providerOptions }) => optionsFor("circleci", providerOptions));
  const distinct = options.filter(
    (each, index) => options.findIndex((other) => jsonText(other) === jsonText(each)) === index,
  );
  return distinct.reduce<Table>(mergeTables, config);
}

function withParameters(config: Table, gates: Gates): Table {
  if (gates.all().length === 0) return config;
  const own = gates.all().map(({ parameter }): [string, Yaml] => [
    parameter,
    // Runs unless the setup has seen that nothing it asks for has changed.
    table(["type", "boolean"], ["default", true]),
  ]);
  const entries = [...config].filter(([key]) => key !== "parameters");
  const known = config.get("parameters");
  const parameters = new Map([...(known instanceof Map ? known : []), ...own]);
  const position = entries.findIndex(([key]) => key !== "version" && key !== "orbs");
  return new Map([...entries.slice(0, position), ["parameters", parameters], ...entries.slice(position)]);
}

function checkPath({ path }: Output, report: Report): void {
  if (path !== ".circleci/config.yml")
    report.add(
      "CC035",
      ["outputs"],
      `CircleCI reads ".circleci/config.yml" unless the project's settings name "${path}".`,
      "Set the config file path of a pipeline under Project Settings > Pipelines.",
    );
}
