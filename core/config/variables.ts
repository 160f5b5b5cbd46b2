import type { Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";

/** One of `[variables]`, after profile and overrides, references to other variables followed. */
export interface Variable {
  readonly name: string;
  /** The value; of text that holds facts or run-time names its source, `{{ … }}` as written. */
  readonly value: string | number | boolean;
  /** The value as text, with references for facts and run-time names. */
  readonly text: Text;
  readonly origin: "cig.toml" | "profile" | "environment" | "--var";
}
