import {
  type Command,
  type Expression,
  Function as Name,
  type NamedText,
  type Step,
  type Text,
  type TextPart,
} from "cig/sdk";

type Plain = unknown;

/**
 * The steps of a command as a call has them, in a form that can be compared: inputs are replaced, ids are those of the
 * call's own steps, and what only says where a step comes from is left out.
 */
export function expandCommand(
  command: Command,
  call: NonNullable<Step["call"]>,
  own: readonly Step[],
): Plain[] {
  const values = new Map(call.with.map(({ name, value }) => [name, value]));
  const ids = new Map(command.steps.map((step, index) => [step.id, own[index]?.id ?? ""]));
  return command.steps.map((step) => comparable(step, { values, ids }));
}

/** A step in the same form, as it stands in a job. */
export function comparableStep(step: Step): Plain {
  return comparable(step, { values: new Map(), ids: new Map() });
}

/** The conditions of a command's steps as a call has them, in the same form; undefined for none. */
export function expandConditions(
  command: Command,
  call: NonNullable<Step["call"]>,
  own: readonly Step[],
): Plain[] {
  const values = new Map(call.with.map(({ name, value }) => [name, value]));
  const ids = new Map(command.steps.map((step, index) => [step.id, own[index]?.id ?? ""]));
  return command.steps.map(({ condition }) => condition && expressionOf(condition, { values, ids }));
}

/** A condition in the same form, as it stands in a job. */
export function comparableCondition(condition: Expression | undefined): Plain {
  return condition && expressionOf(condition, { values: new Map(), ids: new Map() });
}

/** What a condition is beside another one. */
export function both(first: Plain, second: Plain): Plain {
  return decided(Name.AND, [first, second]);
}

interface Replacing {
  readonly values: ReadonlyMap<string, Text | undefined>;
  readonly ids: ReadonlyMap<string, string>;
}

function comparable(step: Step, replacing: Replacing): Plain {
  const {
    subject,
    call,
    id,
    condition,
    name,
    nameText,
    workingDirectory,
    workingDirectoryText,
    env,
    kind,
    ...rest
  } = step;
  return {
    ...(JSON.parse(JSON.stringify(rest)) as object),
    id: replacing.ids.get(id) ?? id,
    condition: conditionOf(condition, replacing),
    name: eitherOf(name, nameText, replacing),
    workingDirectory: eitherOf(workingDirectory, workingDirectoryText, replacing),
    env: namedOf(env, replacing),
    kind: kindOf(kind, replacing),
  };
}

/** A condition that always holds is none. */
function conditionOf(condition: Expression | undefined, replacing: Replacing): Plain {
  const result = condition && expressionOf(condition, replacing);
  return (result as { readonly constant?: string } | undefined)?.constant === "true" ? undefined : result;
}

function kindOf(kind: Step["kind"], replacing: Replacing): Plain {
  switch (kind.case) {
    case "run":
      return { run: kind.value.script };
    case "native": {
      const { uses, pin, provider, version, with: inputs } = kind.value;
      return { native: [provider, uses, pin, version], with: namedOf(inputs, replacing) };
    }
    case "toolchain": {
      const { tool, version, native, fallbackScript, fallbackEnv } = kind.value;
      return {
        tool,
        version: textOf(version, replacing),
        native: native.map(({ provider, uses, pin, version: own, with: inputs }) => [
          [provider, uses, pin, own],
          namedOf(inputs, replacing),
        ]),
        fallback: [fallbackScript, namedOf(fallbackEnv, replacing)],
      };
    }
    default:
      return { other: kind.case };
  }
}

function namedOf(all: readonly NamedText[], replacing: Replacing): Plain[] {
  return all.map(({ name, value }) => [name, textOf(value, replacing)]);
}

function eitherOf(plain: string, text: Text | undefined, replacing: Replacing): Plain {
  return text && text.parts.length > 0 ? textOf(text, replacing) : plain === "" ? [] : [plain];
}

/** Characters and names by turns; neighbouring characters are one piece. */
function textOf(text: Text | undefined, replacing: Replacing): Plain[] {
  const pieces: (string | { readonly name: string })[] = [];
  const add = ({ kind }: TextPart) => {
    const last = pieces.at(-1);
    if (kind.case === "reference") {
      const input =
        kind.value.path[0] === "inputs" ? replacing.values.get(kind.value.path[1] ?? "") : undefined;
      if (input) for (const part of input.parts) add(part);
      else pieces.push({ name: nameOf(kind.value.path, replacing) });
    } else if (typeof last === "string") pieces[pieces.length - 1] = last + (kind.value ?? "");
    else if (kind.value) pieces.push(kind.value);
  };
  for (const part of text?.parts ?? []) add(part);
  return pieces;
}

function nameOf(path: readonly string[], { ids }: Replacing): string {
  return path[0] === "steps"
    ? ["steps", ids.get(path[1]!) ?? path[1], ...path.slice(2)].join(".")
    : path.join(".");
}

/** Nested lists; what constants decide is decided. */
function expressionOf({ kind }: Expression, replacing: Replacing): Plain {
  switch (kind.case) {
    case "literal":
      return { constant: String(kind.value.kind.value ?? "") };
    case "reference": {
      const input =
        kind.value.path[0] === "inputs" ? replacing.values.get(kind.value.path[1] ?? "") : undefined;
      if (!input) return { name: nameOf(kind.value.path, replacing) };
      const pieces = textOf(input, replacing);
      return pieces.length === 0 || (pieces.length === 1 && typeof pieces[0] === "string")
        ? { constant: String(pieces[0] ?? "") }
        : pieces.length === 1
          ? pieces[0]
          : { text: pieces };
    }
    case "call":
      return decided(
        kind.value.function,
        kind.value.arguments.map((each) => expressionOf(each, replacing)),
      );
    case undefined:
      throw new Error("bug: an expression of the request is empty");
  }
}

function decided(name: Name, inner: readonly Plain[]): Plain {
  const constants = inner.map((each) => (each as { readonly constant?: string }).constant);
  if (constants.every((each) => each !== undefined)) {
    if (name === Name.EQUAL) return { constant: String(constants[0] === constants[1]) };
    if (name === Name.NOT_EQUAL) return { constant: String(constants[0] !== constants[1]) };
    if (name === Name.NOT) return { constant: String(["", "false", "0"].includes(constants[0]!)) };
  }
  return { [Name[name]!]: inner };
}
