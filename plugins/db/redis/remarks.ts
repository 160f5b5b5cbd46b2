import { type DiagnosticSchema, Level, type MessageInitShape, subjectOf, type Use } from "cig/sdk";

export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Remarks of plan: code → level and fixed title. Those of detect, REDIS101 to REDIS103, are the SDK's. */
const titles = {
  REDIS201: [Level.INFO, "The version of Redis is not stated"],
  REDIS202: [Level.WARNING, "The repository uses another server than Redis"],
  REDIS203: [Level.ERROR, "Wrong input"],
} as const;

/** A remark about the job that asks. */
export function remarkOn(code: keyof typeof titles, use: Use, message: string, hint: string): Remark {
  const [level, title] = titles[code];
  return { level, code, title, message, hint, location: { subject: subjectOf(use) } };
}
