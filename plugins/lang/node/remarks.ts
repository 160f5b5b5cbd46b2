import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
export const { remarkAt, remarkOn } = remarksOf({
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
});
