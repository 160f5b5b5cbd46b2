import { type DiagnosticSchema, Level, type MessageInitShape, type Use } from "cig/sdk";

export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Every remark of this plugin: code → fixed title. All are errors. */
const titles = {
  SELF201: "Not a runner",
  SELF202: "A label that no provider takes",
  SELF203: "Machines without a name on CircleCI",
} as const;

/** A remark about the runner, or about the step that asks. */
export function remarkOn(code: keyof typeof titles, use: Use, message: string, hint: string): Remark {
  const subject = use.runner ? ["runners", use.runner.id, "with"] : ["jobs", use.job];
  return { level: Level.ERROR, code, title: titles[code], message, hint, location: { subject } };
}
