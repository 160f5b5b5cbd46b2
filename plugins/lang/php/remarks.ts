import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
export const { remarkAt, remarkOn } = remarksOf({
  PHP101: [Level.WARNING, "File cannot be read"],
  PHP102: [Level.WARNING, "Version files disagree"],
  PHP104: [Level.WARNING, "Not a version"],
  PHP201: [Level.INFO, "PHP version is not stated"],
  PHP204: [Level.INFO, "No lock file"],
  PHP205: [Level.ERROR, "Wrong input"],
});
