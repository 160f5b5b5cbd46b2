import type { MessageInitShape } from "@bufbuild/protobuf";
import type { FactSchema } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";

/** How the facts about a folder are called: plain keys at the top, `php[api].…` elsewhere. */
export interface FactKeys {
  /** "php.version", "php[api].version" */
  own(name: string): string;
  /** What several tools can have: "script.test", "php[api].script.test" */
  shared(name: string): string;
}

export function factKeys(tool: string, directory: string): FactKeys {
  const prefix = directory === "." ? tool : `${tool}[${directory}]`;
  return {
    own: (name) => `${prefix}.${name}`,
    shared: (name) => (directory === "." ? name : `${prefix}.${name}`),
  };
}

/** A fact with the places that speak for it; the first decided. Line 0 is a file as a whole. */
export function factAt(
  key: string,
  value: string,
  confidence: number,
  places: readonly { readonly file: string; readonly line: number }[],
): MessageInitShape<typeof FactSchema> {
  return { key, value, confidence, evidence: places.map(({ file, line }) => ({ file, line })) };
}
