import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
export const { remarkAt, remarkOn } = remarksOf({
  GO101: [Level.WARNING, "File cannot be read"],
  GO102: [Level.WARNING, "Version files disagree"],
  GO104: [Level.WARNING, "Not a version"],
  GO201: [Level.INFO, "Go version is not stated"],
  GO203: [Level.INFO, "Go version is chosen from a range"],
  GO205: [Level.ERROR, "Wrong input"],
});
