import { type DiagnosticSchema, Level, type MessageInitShape, subjectOf, type Use } from "cig/sdk";

export type Remark = MessageInitShape<typeof DiagnosticSchema>;

/** Every remark of this plugin: code → level and fixed title. */
const titles = {
  DOCKER201: [Level.ERROR, "A pushed image needs a name"],
  DOCKER202: [Level.ERROR, "An image of several platforms cannot be loaded"],
  DOCKER203: [Level.ERROR, "Half a login"],
  DOCKER204: [Level.ERROR, "A password stands in cig.toml"],
  DOCKER205: [Level.WARNING, "The login is not used"],
  DOCKER206: [Level.ERROR, "A secret of the build stands in cig.toml"],
  DOCKER208: [Level.ERROR, "Not a name and a value"],
  DOCKER207: [Level.ERROR, "No such time to push"],
} as const;

/** A remark about the job that asks. */
export function remarkOn(code: keyof typeof titles, use: Use, message: string, hint: string): Remark {
  const [level, title] = titles[code];
  return { level, code, title, message, hint, location: { subject: subjectOf(use) } };
}
