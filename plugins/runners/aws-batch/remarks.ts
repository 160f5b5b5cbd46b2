import { Level, type Remark, remarksOf, type Use } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. */
const remarks = remarksOf({
  BATCH201: [Level.ERROR, "Not a runner"],
  BATCH202: [Level.ERROR, "An input that AWS Batch does not take"],
  BATCH203: [Level.ERROR, "Machines without a name on CircleCI"],
  BATCH204: [Level.ERROR, "No machines are launched here"],
  BATCH205: [Level.ERROR, "Not a machine that runs agents"],
});

type Code = Parameters<typeof remarks.remarkOn>[0];

/** A remark about the runner or one of its keys, or about the step that asks. */
export function remarkOn(code: Code, use: Use, message: string, hint: string, keys = ["with"]): Remark {
  const subject = use.runner ? ["runners", use.runner.id, ...keys] : ["jobs", use.job];
  return remarks.remarkOn(code, subject, message, hint);
}
