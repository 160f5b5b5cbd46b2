import { bundledDirectory } from "../../source/bundled-directory.ts";
import { type StoreSpec, specFromEnvironment } from "../../store/spec.ts";
import { openStore, type Store } from "../../store/store.ts";
import type { Origin } from "../../work/origin.ts";
import type { WorkPlan } from "../../work/work-plan.ts";
import type { Invocation } from "../invocation.ts";

/** The store that CIG_STORE or cig.lock names; undefined where that is the provider's own cache. */
export function storeFor(
  { environment, reporter }: Pick<Invocation, "environment" | "reporter">,
  root: string,
  { store }: Pick<WorkPlan, "store">,
  origin: Origin,
): Store | undefined {
  const { value, diagnostics } = specFromEnvironment(environment);
  reporter.diagnostics(diagnostics, root);
  const spec = value ?? specOf(store);
  if (!spec) return undefined;
  return openStore({
    spec,
    scopes: origin.scopes,
    root,
    table: {},
    plugins: async () => {
      const { discover } = await import("../../host/discover.ts");
      return discover({ root, table: {}, bundledDirectory: bundledDirectory() });
    },
    environment,
    now: () => new Date(),
  });
}

function specOf(store: WorkPlan["store"]): StoreSpec | undefined {
  if (store === "native") return undefined;
  const { plugin, options, timeoutMs, grant } = store;
  return {
    plugin,
    options,
    ...(timeoutMs !== undefined && { timeout_ms: timeoutMs }),
    ...(grant && { grant }),
  };
}
