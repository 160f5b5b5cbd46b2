import { type DiagnosticSchema, Level, type MessageInitShape } from "cig/sdk";

export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
const titles = {
  RUBY101: [Level.WARNING, "A file cannot be read"],
  RUBY102: [Level.WARNING, "Files disagree about the Ruby version"],
  RUBY103: [Level.WARNING, "The Ruby version is outside the stated range"],
  RUBY104: [Level.WARNING, "Not a Ruby version"],
  RUBY105: [Level.WARNING, "The Gemfile names a version file that is missing"],
  RUBY201: [Level.INFO, "The Ruby version is not stated"],
  RUBY202: [Level.INFO, "No Gemfile"],
  RUBY203: [Level.INFO, "No lock file"],
  RUBY204: [Level.ERROR, "Wrong input"],
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
