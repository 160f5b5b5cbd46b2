import { create } from "@bufbuild/protobuf";
import { type Expansion, type Step, StepSchema } from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { renameCaches } from "../caches.ts";
import type { Completion } from "./completion.ts";
import type { Draft } from "./draft.ts";

/** An answer with its caches in their final names. */
export interface Answered {
  readonly use: string;
  readonly expansion: Expansion;
  readonly steps: readonly Step[];
  /** Ids of its caches as the plugin gave them → as they are now. */
  readonly cacheIds: ReadonlyMap<string, string>;
}

/** What the plugins answered to the uses of a job, in the order of the uses; its caches are taken into the collection. */
export function answersFor({ expansions, caches }: Completion, draft: Draft): Answered[] {
  const uses = [
    ...draft.packages.flatMap(({ use }) => use ?? []),
    ...draft.services.flatMap((service) => ("use" in service ? service.use : [])),
    ...draft.modules,
  ];
  return uses.flatMap(({ use, subject }) => {
    const expansion = expansions.get(use.id);
    if (!expansion) return [];
    const ids = new Map(expansion.caches.map((cache) => [cache.id, caches.propose(cache, draft.aliases)]));
    const steps = renameCaches(expansion.steps, ids).map((step) =>
      create(StepSchema, { ...step, subject: [...subject] }),
    );
    return [{ use: use.id, expansion, steps, cacheIds: ids }];
  });
}
