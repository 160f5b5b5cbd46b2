import { isYamlTable, jsonText, type Output, type Table, table, unlessEmpty, type Yaml } from "cig/sdk";

/** Scripts that stand in several steps and are written once, as commands with parameters for their variables. */
export interface Commands {
  /** The step for a `run` of a script that other steps have, too; undefined where it stands alone. */
  share(script: string, name: string, run: Table): readonly [string, Yaml] | undefined;
  /** The name of a command with this definition, which is the wanted one unless another has it. */
  define(wanted: string, definition: Table): string;
  /** The value of `commands`, in the order of first use. */
  all(): Table;
}

/** Counts how often each toolchain's script stands in the output, so that the first use knows of the others. */
export function openCommands(outputs: readonly Output[]): Commands {
  const counts = new Map<string, number>();
  for (const { steps } of outputs.flatMap(({ jobs }) => jobs))
    for (const { kind } of steps)
      if (kind.case === "toolchain")
        counts.set(kind.value.fallbackScript, (counts.get(kind.value.fallbackScript) ?? 0) + 1);
  const names = new Map<string, string>();
  const definitions = new Map<string, Yaml>();
  const keep = (wanted: string, definition: Table) => {
    const key = jsonText(definition);
    const own = names.get(key) ?? freeName(wanted, definitions);
    names.set(key, own);
    definitions.set(own, definition);
    return own;
  };
  return {
    define: keep,
    share(script, name, run) {
      if ((counts.get(script) ?? 0) < 2 || !script.includes("\n")) return undefined;
      const environment = run.get("environment");
      const variables = isYamlTable(environment) ? [...environment] : [];
      const own = keep(
        name,
        define(
          run,
          variables.map(([variable]) => variable),
        ),
      );
      return [own, new Map(variables.map(([variable, value]) => [variable.toLowerCase(), value]))];
    },
    all: () => definitions,
  };
}

function define(run: Table, variables: readonly string[]): Table {
  const parameters = variables.map((each): [string, Yaml] => [each.toLowerCase(), table(["type", "string"])]);
  const environment = variables.map((each): [string, Yaml] => [
    each,
    `<< parameters.${each.toLowerCase()} >>`,
  ]);
  const step = new Map(run);
  if (environment.length > 0) step.set("environment", new Map(environment));
  return table(["parameters", unlessEmpty(new Map(parameters))], ["steps", [table(["run", step])]]);
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  const wanted = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^(?![a-z])/, "run-")
    .replace(/-+$/, "");
  let own = wanted;
  for (let count = 2; taken.has(own); count++) own = `${wanted}-${count}`;
  return own;
}
