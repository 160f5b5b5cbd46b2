import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. 1xx detect · 2xx plan. */
export const { remarkAt, remarkOn } = remarksOf({
  EX101: [Level.WARNING, "File cannot be read"],
  EX102: [Level.WARNING, "Version files disagree"],
  EX104: [Level.WARNING, "Not a version"],
  EX201: [Level.INFO, "Elixir version is not stated"],
  EX204: [Level.INFO, "No lock file"],
  EX205: [Level.ERROR, "Wrong input"],
});
