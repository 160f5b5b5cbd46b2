import { ownAgent } from "./agent.ts";
import type { Call, Stmt } from "./syntax.ts";
import { argumentOf, callsIn, plainText, section } from "./tree.ts";

/** What stands between the agent and a stage: conditions, and bodies with environment, options and tools. */
export interface Inside {
  readonly when: readonly (readonly Stmt[])[];
  readonly around: readonly (readonly Stmt[])[];
}

/** A stage on a machine that it shares with those before and behind it. */
export interface Part extends Inside {
  readonly name: string;
  /** The stage itself; of what stands behind several stages only its `post`. */
  readonly body: readonly Stmt[];
  /** True: only the `post` of a stage around others. */
  readonly isEnd: boolean;
}

/** Stages that follow each other on one machine, or a stage that has to be read by itself. */
export type Segment =
  | { readonly kind: "parts"; readonly parts: readonly Part[] }
  | { readonly kind: "stage"; readonly stage: Call; readonly inside: Inside };

/** Takes the stages below an agent apart: those without one of their own share its machine and its work tree. */
export function segmentsIn(stages: readonly Stmt[]): Segment[] {
  const segments: Segment[] = [];
  collect(stages, { when: [], around: [] }, segments);
  return segments.filter((each) => each.kind === "stage" || each.parts.some(({ isEnd }) => !isEnd));
}

function collect(stages: readonly Stmt[], inside: Inside, segments: Segment[]): void {
  for (const stage of callsIn(stages).filter(({ name }) => name === "stage")) {
    const body = stage.body ?? [];
    const when = section(body, "when");
    const inner: Inside = {
      when: when ? [...inside.when, when] : inside.when,
      around: [...inside.around, body],
    };
    const nested = section(body, "stages");
    const isApart =
      ownAgent(body) !== undefined ||
      ["parallel", "matrix", "input"].some((name) => section(body, name) !== undefined);
    if (isApart) segments.push({ kind: "stage", stage, inside });
    else if (nested) {
      collect(nested, inner, segments);
      const post = section(body, "post");
      if (post) addPart({ ...inner, name: "", body, isEnd: true }, segments);
    } else
      addPart({ ...inner, name: plainText(argumentOf(stage, "name")) ?? "", body, isEnd: false }, segments);
  }
}

function addPart(part: Part, segments: Segment[]): void {
  const last = segments.at(-1);
  if (last?.kind === "parts") segments[segments.length - 1] = { ...last, parts: [...last.parts, part] };
  // What stands behind a stage with a machine of its own begins anew.
  else segments.push({ kind: "parts", parts: [part] });
}
