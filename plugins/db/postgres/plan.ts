import type { MessageInitShape, PlanRequest, PlanResponseSchema } from "cig/sdk";
import { UseKind } from "cig/sdk";
import { chooseImage } from "./choose-image.ts";
import type { Remark } from "./remarks.ts";
import { databaseService } from "./service.ts";

/** Answers each wish for PostgreSQL, by `services` or by a step, with the server and the way to reach it. */
export function plan(request: PlanRequest): MessageInitShape<typeof PlanResponseSchema> {
  const remarks: Remark[] = [];
  const resources = request.uses
    .filter(({ kind }) => kind !== UseKind.PACKAGE)
    .map((use) => {
      const choice = chooseImage(use, request.facts);
      const made = databaseService(use, choice.image, request);
      remarks.push(...choice.remarks, ...made.remarks);
      return {
        id: use.id,
        kind: {
          case: "expansion" as const,
          value: {
            use: use.id,
            services: [made.service],
            versions: choice.version ? [{ tool: "postgres", version: choice.version }] : [],
          },
        },
      };
    });
  return { resources, diagnostics: onceEach(remarks) };
}

/** What is said of several jobs in the same words is said at the first of them. */
function onceEach(remarks: readonly Remark[]): Remark[] {
  const seen = new Set<string | undefined>();
  return remarks.filter(({ message }) => !seen.has(message) && seen.add(message));
}
