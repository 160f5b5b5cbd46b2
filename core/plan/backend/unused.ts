import { diagnose } from "../../diagnostic/codes.ts";
import type { Context } from "../context.ts";

/** Warns of [backends.ID] that no cache, runner or project names, in this profile or in another. */
export function reportUnusedBackends(context: Context): void {
  const { schema, config } = context;
  const tables = [
    schema,
    config.schema,
    ...Object.values(config.schema.profiles ?? {}),
    ...config.members.map(({ own }) => own),
  ];
  const named = new Set(
    tables.flatMap(({ project, caches, runners }) => [
      project?.cache,
      ...Object.values(caches ?? {}).map(({ backend }) => backend),
      ...Object.values(runners ?? {}).map(({ cache }) => cache),
    ]),
  );
  for (const id of Object.keys(schema.backends ?? {}))
    if (!named.has(id))
      context.report(
        diagnose("CIG414", `No cache lies in the backend "${id}".`, {
          hint: `Name it, [project] cache = "${id}", or remove [backends.${id}].`,
          subject: ["backends", id],
        }),
      );
}
