import type { Text } from "../../proto/gen/cig/plugin/v1/value_pb.ts";
import { printText } from "../config/expressions.ts";

/** A text of the plan as cig.toml would write it: the plain form, or the one with names of the run. */
export function show(plain: string, text?: Text): string {
  return text ? printText(text) : plain;
}
