import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
export const { remarkAt, remarkOn } = remarksOf({
  JV101: [Level.WARNING, "File cannot be read"],
  JV102: [Level.WARNING, "Version files disagree"],
  JV104: [Level.WARNING, "Not a version"],
  JV201: [Level.INFO, "Java version is not stated"],
  JV203: [Level.INFO, "Java version is chosen from a range"],
  JV204: [Level.INFO, "No wrapper"],
  JV205: [Level.ERROR, "Wrong input"],
});
