import { env } from "../common.ts";
import { word } from "../names.ts";
import { docs, key, table } from "../strict.ts";
import { inputs } from "../text.ts";
import { moduleName } from "./module.ts";

/** Names a `[backends.ID]`, a `cache:*` capability, or the provider's own. */
export const backendName = word('a backend, such as "s3"');

/** `[backends.ID]`: where caches lie that are not in the provider's own. */
export const backend = table('a table such as { with = { bucket = "acme-ci" } }', {
  uses: key(moduleName, "The plugin that keeps them. Default: the one with the capability `cache:ID`."),
  with: key(inputs(), "Its inputs."),
  env: key(env, "Variables of the steps that restore and save, such as credentials: `{{ secrets.NAME }}`."),
});
docs.add(backend, { id: "Backend" });
