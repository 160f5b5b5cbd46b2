import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";

/** An operating system that a job can run on. */
export type System = "linux" | "macos" | "windows";

/** The systems that a use may meet: a matrix that picks the system can pick any. */
export function systemsOf(use: Use): readonly System[] {
  if (["os", "runner", "platform"].some((axis) => use.axes.includes(axis)))
    return ["linux", "macos", "windows"];
  return use.os === "macos" || use.os === "windows" ? [use.os] : ["linux"];
}
