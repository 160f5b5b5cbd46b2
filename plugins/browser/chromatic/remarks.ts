import { Level, remarksOf } from "cig/sdk";

export type { Remark } from "cig/sdk";

/** Every remark of this plugin: code → level and fixed title. */
export const { remarkOn } = remarksOf({
  CHROMATIC201: [Level.WARNING, "A project token stands in cig.toml"],
  CHROMATIC202: [Level.WARNING, "Chromatic is not a dependency"],
  CHROMATIC203: [Level.ERROR, "Only TurboSnap has this"],
  CHROMATIC204: [Level.ERROR, "The Storybook is built twice"],
});
