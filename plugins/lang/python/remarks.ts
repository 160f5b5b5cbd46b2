import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
export const { remarkAt, remarkOn } = remarksOf({
  PY101: [Level.WARNING, "File cannot be read"],
  PY102: [Level.WARNING, "Version files disagree"],
  PY103: [Level.WARNING, "Lock files of several package managers"],
  PY104: [Level.WARNING, "Not a version"],
  PY201: [Level.INFO, "Python version is not stated"],
  PY202: [Level.ERROR, "Unknown package manager"],
  PY204: [Level.INFO, "No lock file"],
  PY205: [Level.ERROR, "Wrong input"],
});
