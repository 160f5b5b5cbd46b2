import { toJSONSchema } from "zod/mini";
import { docs } from "./schema/strict.ts";
import { cigToml } from "./schema.ts";

/** The language as JSON Schema (draft 7, which editors of TOML understand), as `cig.schema.json` holds it. */
export function jsonSchema(): string {
  const { $schema, ...rest } = toJSONSchema(cigToml, {
    io: "input",
    metadata: docs,
    target: "draft-7",
    unrepresentable: "any",
  });
  const schema = {
    $schema,
    title: "cig.toml",
    description: "Provider-agnostic CI configuration, rendered by cig.",
    ...rest,
  };
  return `${JSON.stringify(schema, withoutNoise, 2)}\n`;
}

/** The limits of a double are no news to an editor, and `{}` needs no list of names. */
function withoutNoise(key: string, value: unknown): unknown {
  if (key === "minimum" && value === Number.MIN_SAFE_INTEGER) return undefined;
  if (key === "maximum" && value === Number.MAX_SAFE_INTEGER) return undefined;
  return key === "propertyNames" && JSON.stringify(value) === '{"type":"string"}' ? undefined : value;
}
