import type { Diagnostic } from "./diagnostic/diagnostic.ts";

/** The stages of the pipeline, in their order. */
export type Stage =
  | "config"
  | "repo"
  | "detect"
  | "plan"
  | "graph"
  | "signature"
  | "generate"
  | "merge"
  | "validate"
  | "output";

/** Everything that happens in a run and that somebody may want to see. Only `report/` prints it. */
export type Event =
  | { readonly kind: "stage-started"; readonly stage: Stage }
  | { readonly kind: "stage-ended"; readonly stage: Stage; readonly durationMs: number }
  | { readonly kind: "plugin-started"; readonly plugin: string; readonly shared: boolean }
  | {
      readonly kind: "plugin-answered";
      readonly plugin: string;
      readonly hook: HookName;
      readonly memo: Memo;
      readonly durationMs: number;
    }
  /** A line that a plugin wrote to stderr, safe to show. Bundled plugins share one process. */
  | { readonly kind: "plugin-wrote"; readonly plugin: string; readonly line: string }
  | { readonly kind: "diagnostic"; readonly diagnostic: Diagnostic };

export type Emit = (event: Event) => void;

export type HookName = "detect" | "plan" | "generate" | "validate" | "preflight" | "import" | "read";

/** Where an answer came from: remembered, asked now, or asked now because remembering is off. */
export type Memo = "hit" | "miss" | "off";
