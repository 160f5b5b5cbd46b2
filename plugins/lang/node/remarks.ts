import { type DiagnosticSchema, Level, type MessageInitShape } from "cig/sdk";

export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
const titles = {
  NODE101: [Level.WARNING, "package.json cannot be read"],
  NODE102: [Level.WARNING, "Version files disagree"],
  NODE103: [Level.WARNING, "Lock files of several package managers"],
  NODE104: [Level.WARNING, "Not a version"],
  NODE105: [Level.WARNING, "packageManager is not understood"],
  NODE106: [Level.WARNING, "File cannot be read"],
  NODE107: [Level.WARNING, "The package manager has no lock file"],
  NODE201: [Level.INFO, "Node version is not stated"],
  NODE202: [Level.ERROR, "Unknown package manager"],
  NODE203: [Level.INFO, "Package manager version is not stated"],
  NODE204: [Level.INFO, "No lock file"],
  NODE205: [Level.ERROR, "Wrong input"],
} as const;

export type Code = keyof typeof titles;

/** A remark about a line of the repository. */
export function remarkAt(code: Code, file: string, line: number, message: string, hint: string): Remark {
  const [level, title] = titles[code];
  return { level, code, title, message, hint, location: { file, line } };
}

/** A remark about a place in cig.toml, given as a key path. */
export function remarkOn(code: Code, subject: readonly string[], message: string, hint: string): Remark {
  const [level, title] = titles[code];
  return { level, code, title, message, hint, location: { subject: [...subject] } };
}
