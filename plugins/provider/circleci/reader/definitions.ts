import { substitute } from "./expression/text.ts";
import { isRecord, listOf, type Raw, recordOf } from "./raw.ts";

/** A configuration with what it defines by name. */
export interface Definitions {
  readonly config: Raw;
  readonly jobs: Raw;
  readonly commands: Raw;
  readonly executors: Raw;
  /** Names of orbs as they stand in the file, with what they are: "circleci/node". */
  readonly orbs: ReadonlyMap<string, string>;
  /** Keys of jobs that the workflows, all together, call by several names. */
  readonly renamed: ReadonlySet<string>;
}

/** Gathers definitions, those of orbs that stand in the file itself among them, as `orb/name`. */
export function readDefinitions(config: Raw): Definitions {
  const orbs = Object.entries(recordOf(config.orbs));
  const inline = orbs.filter(([, orb]) => isRecord(orb));
  const gathered = (kind: string): Raw => ({
    ...recordOf(config[kind]),
    ...Object.fromEntries(
      inline.flatMap(([name, orb]) =>
        Object.entries(recordOf(recordOf(orb)[kind])).map(([key, value]) => [`${name}/${key}`, value]),
      ),
    ),
  });
  return {
    config,
    jobs: gathered("jobs"),
    commands: gathered("commands"),
    executors: gathered("executors"),
    orbs: new Map(
      orbs.map(([name, orb]) => [name, typeof orb === "string" ? orb.replace(/@.*$/, "") : name]),
    ),
    renamed: renamedJobs(config),
  };
}

function renamedJobs({ workflows }: Raw): ReadonlySet<string> {
  const names = new Map<string, Set<string>>();
  for (const workflow of Object.values(recordOf(workflows)))
    for (const entry of listOf(recordOf(workflow).jobs)) {
      const [[key, given] = [String(entry), {}]] = isRecord(entry) ? Object.entries(entry) : [];
      const { name, matrix } = recordOf(given);
      if (matrix === undefined) names.set(key, (names.get(key) ?? new Set()).add(String(name ?? key)));
    }
  return new Set([...names].flatMap(([key, own]) => (own.size > 1 ? [key] : [])));
}

/** A definition with the values of its parameters in their places: those given, or else the defaults. */
export function withParameters(definition: Raw, given: Raw): Raw {
  const names = Object.entries(recordOf(definition.parameters));
  const values = names.map(([name, parameter]): [string, unknown] => [
    `parameters.${name}`,
    given[name] ?? recordOf(parameter).default ?? "",
  ]);
  const { parameters: _, ...rest } = definition;
  return recordOf(substitute(rest, new Map(values)));
}

/** What somebody else's orb calls a command or a job: "node/install" is "circleci/node/install". */
export function orbName(name: string, { orbs }: Definitions): string {
  const [orb = "", ...rest] = name.split("/");
  return rest.length > 0 && orbs.has(orb) ? [orbs.get(orb), ...rest].join("/") : name;
}

/** Commands may call each other; a file that lets them call themselves is not read for ever. */
const deepest = 20;

/** A step, with commands of the file replaced by what they do; a condition around it stays. */
export type PlainStep =
  | { readonly kind: "step"; readonly name: string; readonly value: unknown }
  | {
      readonly kind: "when";
      readonly isUnless: boolean;
      readonly condition: unknown;
      readonly steps: readonly PlainStep[];
    };

export function plainSteps(steps: unknown, definitions: Definitions, depth = 0): PlainStep[] {
  return listOf(steps).flatMap((step): PlainStep[] => {
    // A parameter of the kind `steps` is a list in the place of a step.
    if (Array.isArray(step)) return plainSteps(step, definitions, depth);
    const [[name, value] = ["", undefined]] = isRecord(step)
      ? Object.entries(step)
      : [[String(step), undefined]];
    if (name === "steps") return plainSteps(value, definitions, depth);
    if ((name === "when" || name === "unless") && isRecord(value) && "condition" in value)
      return [
        {
          kind: "when",
          isUnless: name === "unless",
          condition: value.condition,
          steps: plainSteps(value.steps, definitions, depth),
        },
      ];
    const command = definitions.commands[name];
    if (isRecord(command) && depth < deepest) {
      const body = withParameters(command, recordOf(value));
      return plainSteps(body.steps, definitions, depth + 1);
    }
    // Orbs run the steps that they are given somewhere between their own.
    const inner = name.includes("/") && isRecord(value) ? plainSteps(value.steps, definitions, depth) : [];
    return [{ kind: "step", name, value }, ...inner];
  });
}
