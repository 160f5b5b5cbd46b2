import {
  create,
  type Diagnostic,
  type Expression,
  type Function as FunctionName,
  GenerateRequestSchema,
  type JobSchema,
  type MessageInitShape,
  type OutputSchema,
  type Plugin,
  reference,
  type Step,
  type StepSchema,
  type ValueSchema,
} from "cig/sdk";

export type OutputInit = MessageInitShape<typeof OutputSchema>;
export type JobInit = MessageInitShape<typeof JobSchema>;
export type StepInit = MessageInitShape<typeof StepSchema>;
export type ValueInit = MessageInitShape<typeof ValueSchema>;

type Generate = NonNullable<Plugin["generate"]>;

/** What a provider answers for one output; `content` is empty when it refuses. */
export function rendererOf(generate: Generate, provider: string, path: string) {
  return async (
    output: OutputInit,
  ): Promise<{ content: string; diagnostics: Diagnostic[]; codes: string[] }> => {
    const request = create(GenerateRequestSchema, {
      outputs: [{ provider, path, description: "CI", ...output } as never],
      coreVersion: "0.2.0",
    });
    const { fragments = [], diagnostics = [] } = await generate(request);
    return {
      content: fragments[0]?.content ?? "",
      diagnostics: diagnostics as Diagnostic[],
      codes: diagnostics.map(({ code }) => code!),
    };
  };
}

/** A job with one variant and one script, changed by `more`. */
export function job(id: string, more: JobInit = {}): JobInit {
  return {
    id,
    variants: [{ id, values: {} }],
    steps: [run("make")],
    ...more,
  } as JobInit;
}

export function run(script: string, more: Partial<StepInit> = {}): Step {
  return { ...more, kind: { case: "run", value: { script } } } as never;
}

export function txt(value: string): ValueInit {
  return { kind: { case: "text", value } };
}

export function list(...items: ValueInit[]): ValueInit {
  return { kind: { case: "list", value: { items } } } as ValueInit;
}

export function tab(entries: Record<string, ValueInit>): ValueInit {
  return {
    kind: {
      case: "table",
      value: { entries: Object.entries(entries).map(([key, value]) => ({ key, value })) },
    },
  } as ValueInit;
}

/** `[provider.NAME]` with these entries, for the provider of this name. */
export function optionsOf(provider: string) {
  return (entries: Record<string, ValueInit>) =>
    [
      { provider, options: { entries: Object.entries(entries).map(([key, value]) => ({ key, value })) } },
    ] as never;
}

/** A matrix of text axes with all its variants. */
export function matrix(id: string, axes: Record<string, string[]>): JobInit {
  let combinations: Record<string, string>[] = [{}];
  for (const [name, values] of Object.entries(axes))
    combinations = combinations.flatMap((each) => values.map((value) => ({ ...each, [name]: value })));
  return {
    matrix: {
      axes: Object.entries(axes).map(([name, values]) => ({ name, values: values.map(txt) })),
    },
    variants: combinations.map((values) => ({
      id: `${id}-${Object.values(values).join("-")}`,
      values: { entries: Object.entries(values).map(([key, value]) => ({ key, value: txt(value) })) },
    })),
  } as JobInit;
}

export function ref(path: string): Expression {
  return { kind: reference(path).kind } as never;
}

export function lit(value: ValueInit): Expression {
  return { kind: { case: "literal", value } } as never;
}

export function apply(name: FunctionName, ...args: Expression[]): Expression {
  return { kind: { case: "call", value: { function: name, arguments: args } } } as never;
}
