import { loadConfig } from "../../config/config.ts";
import { discover } from "../../host/discover.ts";
import { openHost } from "../../host/host.ts";
import { preflight } from "../../preflight.ts";
import { bundledDirectory } from "../../source/bundled-directory.ts";
import type { Store } from "../../store/store.ts";
import { version } from "../../version.ts";
import type { SignedJob } from "../../work/sign.ts";
import type { WorkPlan } from "../../work/work-plan.ts";
import type { Invocation } from "../invocation.ts";

/** Asks the plugins that have a preflight hook about each variant; a plugin that fails wants everything to run. */
export async function askPreflight(
  { environment, reporter, arguments: given }: Invocation,
  root: string,
  plan: WorkPlan,
  jobs: readonly SignedJob[],
  store: Store | undefined,
): Promise<ReadonlyMap<string, string>> {
  const config = await loadConfig(root, { environment });
  const found = await discover({
    root,
    table: config.value?.schema.plugins ?? {},
    bundledDirectory: bundledDirectory(),
    allowPath: false,
  });
  const plugins = (found.value ?? []).filter(({ name }) => plan.preflight.includes(name));
  const missing = plan.preflight.filter((name) => !plugins.some((plugin) => plugin.name === name));
  const host = openHost({
    root,
    plugins,
    emit: reporter.emit,
    memo: "off",
    isolate: given.has("isolate"),
    coreVersion: version,
  });
  try {
    const variants = await Promise.all(
      jobs.flatMap(({ variants: own }) =>
        own.map(async ({ id, signature }) => {
          const latest = await store?.latest(id);
          const previous = latest?.kind === "found" ? latest.marker.signature : undefined;
          return { id, signature, ...(previous !== undefined && { previous }) };
        }),
      ),
    );
    return await preflight(host, variants, missing);
  } finally {
    await host.close();
  }
}
