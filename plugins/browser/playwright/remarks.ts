import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. */
export const { remarkOn } = remarksOf({
  PLAYWRIGHT201: [Level.ERROR, "Not a browser"],
  PLAYWRIGHT202: [Level.WARNING, "Playwright is not a dependency"],
});
