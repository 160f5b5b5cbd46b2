import { type DiagnosticSchema, Level, type MessageInitShape, subjectOf, type Use } from "cig/sdk";

export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Every remark of this plugin: code → level and fixed title. */
const titles = {
  CHROMATIC201: [Level.WARNING, "A project token stands in cig.toml"],
  CHROMATIC202: [Level.WARNING, "Chromatic is not a dependency"],
  CHROMATIC203: [Level.ERROR, "Only TurboSnap has this"],
  CHROMATIC204: [Level.ERROR, "The Storybook is built twice"],
} as const;

/** A remark about the job that asks. */
export function remarkOn(code: keyof typeof titles, use: Use, message: string, hint: string): Remark {
  const [level, title] = titles[code];
  return { level, code, title, message, hint, location: { subject: subjectOf(use) } };
}
