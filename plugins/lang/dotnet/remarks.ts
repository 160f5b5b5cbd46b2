import { type DiagnosticSchema, Level, type MessageInitShape } from "cig/sdk";

export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
const titles = {
  DN101: [Level.WARNING, "File cannot be read"],
  DN102: [Level.WARNING, "Version files disagree"],
  DN104: [Level.WARNING, "Not a version"],
  DN201: [Level.INFO, ".NET version is not stated"],
  DN203: [Level.INFO, ".NET version is chosen from a range"],
  DN205: [Level.ERROR, "Wrong input"],
  DN206: [Level.WARNING, "Needs Windows"],
} as const;

export type Code = keyof typeof titles;

/** A remark about a line of the repository; line 0 is the file as a whole. */
export function remarkAt(code: Code, file: string, line: number, message: string, hint: string): Remark {
  const [level, title] = titles[code];
  return { level, code, title, message, hint, location: { file, line } };
}

/** A remark about a place in cig.toml, given as a key path. */
export function remarkOn(code: Code, subject: readonly string[], message: string, hint: string): Remark {
  const [level, title] = titles[code];
  return { level, code, title, message, hint, location: { subject: [...subject] } };
}
