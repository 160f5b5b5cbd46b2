import { Level, type Remark, remarksOf, type Use } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. */
const remarks = remarksOf({
  SELF201: [Level.ERROR, "Not a runner"],
  SELF202: [Level.ERROR, "A label that no provider takes"],
  SELF203: [Level.ERROR, "Machines without a name on CircleCI"],
});

type Code = Parameters<typeof remarks.remarkOn>[0];

/** A remark about the runner, or about the step that asks. */
export function remarkOn(code: Code, use: Use, message: string, hint: string): Remark {
  const subject = use.runner ? ["runners", use.runner.id, "with"] : ["jobs", use.job];
  return remarks.remarkOn(code, subject, message, hint);
}
