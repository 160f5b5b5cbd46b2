import type { CommandSpec } from "../command-spec.ts";
import { about } from "./about.ts";
import { leavingOut } from "./leaving-out.ts";
import { pinning } from "./pinning.ts";
import { plugins } from "./plugins.ts";
import { reasons } from "./reasons.ts";
import { rendering } from "./rendering.ts";
import { starting } from "./starting.ts";

/** All commands, in the order in which help shows them: the order in which one needs them. */
export const commands: readonly CommandSpec[] = [
  ...starting,
  ...rendering,
  ...reasons,
  ...leavingOut,
  ...pinning,
  ...plugins,
  ...about,
];
