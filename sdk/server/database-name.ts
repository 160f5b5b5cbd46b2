import type { Fact } from "../../proto/gen/cig/plugin/v1/fact_pb.ts";

/** The tests' database that the repository states for `service`, else the project's name as Rails would write it. */
export function databaseName(service: string, facts: readonly Fact[], project: string): string {
  const stated = facts.find(({ key }) => key === `service.${service}.database`)?.value;
  if (stated) return stated;
  const name = project
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .replace(/^_+|_+$/g, "")
    // Servers cut or refuse names of more than 63 bytes.
    .slice(0, 50);
  return name === "" || /^\d/.test(name) ? "app_test" : `${name}_test`;
}
