import { create } from "@bufbuild/protobuf";
import { type ProviderOptions, ProviderOptionsSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import type { TomlValue } from "../../config/schema.ts";
import { toTable } from "../value.ts";

/** An escape hatch as messages, sorted by provider. */
export function toProviderOptions(hatch: Readonly<Record<string, unknown>> | undefined): ProviderOptions[] {
  return Object.entries(hatch ?? {})
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([provider, options]) =>
      create(ProviderOptionsSchema, { provider, options: toTable(options as Record<string, TomlValue>) }),
    );
}
