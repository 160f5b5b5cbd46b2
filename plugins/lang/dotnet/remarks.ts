import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
export const { remarkAt, remarkOn } = remarksOf({
  DN101: [Level.WARNING, "File cannot be read"],
  DN102: [Level.WARNING, "Version files disagree"],
  DN104: [Level.WARNING, "Not a version"],
  DN201: [Level.INFO, ".NET version is not stated"],
  DN203: [Level.INFO, ".NET version is chosen from a range"],
  DN205: [Level.ERROR, "Wrong input"],
  DN206: [Level.WARNING, "Needs Windows"],
});
