import { type DiagnosticSchema, Level, type MessageInitShape, subjectOf, type Use } from "cig/sdk";

export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Every remark of this plugin: code → level and fixed title. */
const titles = {
  PLAYWRIGHT201: [Level.ERROR, "Not a browser"],
  PLAYWRIGHT202: [Level.WARNING, "Playwright is not a dependency"],
} as const;

/** A remark about the job that asks. */
export function remarkOn(code: keyof typeof titles, use: Use, message: string, hint: string): Remark {
  const [level, title] = titles[code];
  return { level, code, title, message, hint, location: { subject: subjectOf(use) } };
}
