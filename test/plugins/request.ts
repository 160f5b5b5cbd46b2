import {
  type Expansion,
  type FactSchema,
  Level,
  type MessageInitShape,
  type NamedText,
  type PlanRequestSchema,
  type PlanResponse,
  type Plugin,
  runPlugin,
  type Step,
  type Text,
  UseKind,
  type UseSchema,
} from "cig/sdk";

type UseInit = MessageInitShape<typeof UseSchema>;
type RequestInit = MessageInitShape<typeof PlanRequestSchema>;

/** A wish by `packages` of the job "test". */
export function packageUse(name: string, more: UseInit = {}): UseInit {
  return { id: `test/packages/${name}`, job: "test", kind: UseKind.PACKAGE, name, ...more };
}

/** A wish by `services` of the job "test". */
export function serviceUse(name: string, more: UseInit = {}): UseInit {
  return { id: `test/services/${name}`, job: "test", kind: UseKind.SERVICE, name, ...more };
}

/** A wish by a `uses` step of the job "test". */
export function stepUse(name: string, more: UseInit = {}): UseInit {
  return { id: "test/steps/0", job: "test", kind: UseKind.STEP, name, ...more };
}

/** Facts by key; the evidence is the file named after the value: "3.3.0 <- .ruby-version". */
export function factsOf(facts: Readonly<Record<string, string>>): MessageInitShape<typeof FactSchema>[] {
  return Object.entries(facts).map(([key, written]) => {
    const [value = "", file] = written.split(" <- ");
    return { key, value, evidence: file ? [{ file }] : [], confidence: 1, plugin: "" };
  });
}

/** Runs a plugin's plan hook. */
export async function planned(plugin: Plugin, request: RequestInit): Promise<PlanResponse> {
  return runPlugin(plugin, "plan", request);
}

/** The expansions of an answer, in its order. */
export function expansionsOf(response: PlanResponse): Expansion[] {
  return response.resources.flatMap(({ kind }) => (kind.case === "expansion" ? [kind.value] : []));
}

/** The toolchain of a step. */
export function toolchainOf(step: Step | undefined) {
  if (step?.kind.case !== "toolchain") throw new Error("This step is no toolchain.");
  return step.kind.value;
}

/** A Text as one string, with names as `{{ matrix.ruby }}`. */
export function written(text: Text | undefined): string | undefined {
  return text?.parts
    .map(({ kind }) => (kind.case === "reference" ? `{{ ${kind.value.path.join(".")} }}` : kind.value))
    .join("");
}

/** Names and values as one table. */
export function table(entries: readonly NamedText[]): Record<string, string | undefined> {
  return Object.fromEntries(entries.map(({ name, value }) => [name, written(value)]));
}

/** "INFO RUBY201 jobs.test" */
export function remarksOf(response: PlanResponse): string[] {
  return response.diagnostics.map(({ level, code, location }) =>
    `${Level[level]} ${code} ${location?.subject.join(".") ?? ""}`.trim(),
  );
}
