import { block, type Code, printCode } from "../groovy/code.ts";
import { parametersOf, shapeOf, withLiterals } from "../groovy/parameters.ts";

/** Where the steps of a job stand: in its stage, or in a method that several stages call. */
export interface Bodies {
  /** The call of a method "steps of test" that has these lines; undefined: they belong into the stage. */
  callFor(beginning: string, id: string, code: readonly Code[]): string | undefined;
  /** Decides by what was asked for until now; to be called between two rounds. */
  decide(isLarge: boolean): void;
  /** The call of a method that gives a text: the value of an expression that is long, or asked for in several places. */
  valueFor(beginning: string, title: string, source: string): string;
  /** The methods, in the order of their first calls. */
  methods(): Code[];
}

/** A method with more parameters is harder to read than what it spares. */
const mostParameters = 6;

/** A method that stands for one or several pieces of code. */
interface Method {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly code: readonly Code[];
}

/** Pieces of code that could be one method: the literals of each. */
interface Asked {
  readonly calls: (readonly string[])[];
  readonly lines: number;
}

/**
 * Runs of a job mostly differ in some values, and not in their steps: what is the same is written once, and the values
 * are parameters. In a large file all longer bodies stand in methods, as Jenkins compiles the pipeline itself to one
 * method of limited size.
 */
export function openBodies(): Bodies {
  const byShape = new Map<string, Asked>();
  const byText = new Map<string, Asked>();
  const taken = new Set<string>();
  const values = new Map<string, string>();
  const methods = new Map<string, Method>();
  let wants: ((asked: Asked) => boolean) | undefined;
  return {
    callFor(beginning, id, code) {
      const { text, literals, keys } = shapeOf(code);
      // Two jobs that happen to do the same are two jobs.
      const shape = `${beginning}\n${id}\n${text}`;
      const whole = `${beginning}\n${id}\n${printCode(code)}`;
      if (!wants) {
        ask(byShape, shape, literals, text);
        ask(byText, whole, literals, text);
        return undefined;
      }
      const shared = parametersOf(byShape.get(shape)?.calls ?? [literals], keys);
      const isShared = shared.names.length <= mostParameters;
      const { names, places } = isShared ? shared : parametersOf([literals], keys);
      const key = isShared ? shape : whole;
      const asked = (isShared ? byShape : byText).get(key);
      if (!asked || !wants(asked)) return undefined;
      const method = methods.get(key) ?? {
        name: freeName(`${beginning} of `, id, taken),
        parameters: names,
        code: withLiterals(
          code,
          places.map((place, index) => (place === undefined ? literals[index]! : names[place]!)),
        ),
      };
      methods.set(key, method);
      return `${method.name}(${names.map((_, place) => literals[places.indexOf(place)]!).join(", ")})`;
    },
    decide(isLarge) {
      wants = ({ calls, lines }) => lines > 3 && (isLarge || calls.length > 1);
    },
    valueFor(beginning, title, source) {
      const name = values.get(source) ?? freeName(beginning, title, taken);
      values.set(source, name);
      return `${name}()`;
    },
    methods: () => [
      ...[...methods.values()].flatMap(({ name, parameters, code }) => [
        "",
        block(`void ${name}(${parameters.map((each) => `String ${each}`).join(", ")})`, code),
      ]),
      ...[...values].flatMap(([source, name]) => ["", block(`String ${name}()`, `return ${source}`)]),
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

function ask(all: Map<string, Asked>, key: string, literals: readonly string[], text: string): void {
  const known = all.get(key) ?? { calls: [], lines: text.split("\n").length - 1 };
  known.calls.push(literals);
  all.set(key, known);
}
