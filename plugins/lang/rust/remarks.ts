import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
export const { remarkAt, remarkOn } = remarksOf({
  RS101: [Level.WARNING, "File cannot be read"],
  RS102: [Level.WARNING, "Version files disagree"],
  RS104: [Level.WARNING, "Not a version"],
  RS201: [Level.INFO, "Rust version is not stated"],
  RS203: [Level.INFO, "Rust version is chosen from a range"],
  RS205: [Level.ERROR, "Wrong input"],
});
