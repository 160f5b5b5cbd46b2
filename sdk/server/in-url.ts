import type { Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { text } from "../text.ts";

/** Characters are escaped for a URL; a run-time name must hold what a URL can. */
export function inUrl(value: Text): Text {
  return text(
    ...value.parts.map((part) => (part.kind.case === "literal" ? encodeURIComponent(part.kind.value) : part)),
  );
}
