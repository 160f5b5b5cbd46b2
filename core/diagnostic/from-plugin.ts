import { type Diagnostic as Wire, Level as WireLevel } from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { Diagnostic, Level } from "./diagnostic.ts";

/** A plugin's remarks as the core's. A level that is absent or unknown is an error: doubt is not silence. */
export function diagnosticsOf(remarks: readonly Wire[], plugin: string): Diagnostic[] {
  return remarks.map((remark) => ({
    level: levelOf(remark.level),
    code: remark.code || "PLUGIN",
    title: remark.title,
    message: remark.message,
    ...(remark.hint !== "" && { hint: remark.hint }),
    ...(remark.location?.file && {
      at: {
        file: remark.location.file,
        line: Math.max(1, remark.location.line),
        column: Math.max(1, remark.location.column),
      },
    }),
    ...(remark.location?.subject.length && { subject: remark.location.subject }),
    plugin,
  }));
}

function levelOf(level: WireLevel): Level {
  if (level === WireLevel.WARNING) return "warning";
  return level === WireLevel.INFO ? "info" : "error";
}
