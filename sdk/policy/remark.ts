import { create, type MessageInitShape } from "@bufbuild/protobuf";
import {
  type Diagnostic,
  DiagnosticSchema,
  Level,
  type LocationSchema,
} from "../../proto/gen/cig/plugin/v1/diagnostic_pb.ts";
import type { RuleLevel, RuleName } from "./rule.ts";

/** What a rule found, as a diagnostic of the level that holds for it. */
export function remark(
  rule: Pick<RuleName, "code" | "title">,
  level: Exclude<RuleLevel, "off">,
  message: string,
  hint: string,
  location: MessageInitShape<typeof LocationSchema>,
): Diagnostic {
  return create(DiagnosticSchema, {
    level: level === "error" ? Level.ERROR : level === "warning" ? Level.WARNING : Level.INFO,
    code: rule.code,
    title: rule.title,
    message,
    hint,
    location,
  });
}
