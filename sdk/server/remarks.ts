import { Level } from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { Use } from "../../proto/gen/cig/plugin/v1/project_pb.ts";
import type { Remark } from "../remarks.ts";
import { subjectOf } from "../tool-inputs.ts";
import type { ServerKind } from "./server.ts";

/** Remarks of plan, after the letters of the kind. Those of detect are 101 to 103. */
type Code = "201" | "202" | "203";

/** A remark about the job that asks. */
export function remarkOn(server: ServerKind, code: Code, use: Use, message: string, hint: string): Remark {
  const [level, title] = titleOf(server, code);
  return {
    level,
    code: `${server.kind.codes}${code}`,
    title,
    message,
    hint,
    location: { subject: subjectOf(use) },
  };
}

function titleOf({ kind, otherImage }: ServerKind, code: Code): [Level, string] {
  switch (code) {
    case "201":
      return [Level.INFO, `The version of ${kind.title} is not stated`];
    case "202":
      return [Level.WARNING, otherImage.title];
    case "203":
      return [Level.ERROR, "Wrong input"];
  }
}
