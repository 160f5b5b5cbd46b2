import { block, type Code, printCode } from "../groovy/code.ts";
import { groovyString } from "../groovy/literal.ts";

/** Where the steps of a job stand: in its stage, or in a method that several stages call. */
export interface Bodies {
  /** The steps, or the call of a method that has them; undefined: they belong into the stage. */
  methodFor(id: string, code: readonly Code[]): string | undefined;
  /** Decides by what was asked for until now; to be called between two rounds. */
  decide(isLarge: boolean): void;
  /** The call of a method that gives a long text, such as the script that sets up a tool. */
  textFor(title: string, text: string): string;
  /** The methods, in the order of their first calls. */
  methods(): Code[];
}

/**
 * Runs of a job mostly differ in their variables, and not in their steps: what is the same is written once. In a large
 * file all longer bodies stand in methods, as Jenkins compiles the pipeline itself to one method of limited size.
 */
export function openBodies(): Bodies {
  const counts = new Map<string, number>();
  const chosen = new Map<string, { name: string; code: readonly Code[] }>();
  let wants: (text: string) => boolean = () => false;
  const taken = new Set<string>();
  const texts = new Map<string, string>();
  return {
    methodFor(id, code) {
      // Two jobs that happen to do the same are two jobs.
      const text = `${id}\n${printCode(code)}`;
      counts.set(text, (counts.get(text) ?? 0) + 1);
      if (!wants(text)) return undefined;
      const known = chosen.get(text);
      if (known) return known.name;
      const name = freeName("steps of ", id, taken);
      chosen.set(text, { name, code });
      return name;
    },
    decide(isLarge) {
      const before = new Map(counts);
      counts.clear();
      wants = (text) => lineCount(text) > 4 && (isLarge || (before.get(text) ?? 0) > 1);
    },
    textFor(title, text) {
      const name = texts.get(text) ?? freeName("script to ", title, taken);
      texts.set(text, name);
      return `${name}()`;
    },
    methods: () => [
      ...[...chosen.values()].flatMap(({ name, code }) => ["", block(`void ${name}()`, code)]),
      ...[...texts].flatMap(([text, name]) => [
        "",
        block(`String ${name}()`, `return ${groovyString(text)}`),
      ]),
    ],
  };
}

/** "stepsOfTestRuby" for "steps of " and "test-ruby". */
function freeName(beginning: string, title: string, taken: Set<string>): string {
  const words = `${beginning}${title}`.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const wanted = words
    .map((word, index) => (index === 0 ? word : word.charAt(0).toUpperCase() + word.slice(1)))
    .join("");
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}${count}`;
  taken.add(name);
  return name;
}

function lineCount(text: string): number {
  return text.split("\n").length - 1;
}
