import { type DiagnosticSchema, Level, type MessageInitShape, subjectOf, type Use } from "cig/sdk";

export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Remarks of plan: code → level and fixed title. Those of detect, PG101 to PG103, are the SDK's. */
const titles = {
  PG201: [Level.INFO, "The version of PostgreSQL is not stated"],
  PG202: [Level.WARNING, "The repository uses an image with extensions"],
  PG203: [Level.ERROR, "Wrong input"],
} as const;

/** A remark about the job that asks. */
export function remarkOn(code: keyof typeof titles, use: Use, message: string, hint: string): Remark {
  const [level, title] = titles[code];
  return { level, code, title, message, hint, location: { subject: subjectOf(use) } };
}
