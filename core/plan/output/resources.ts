import { create } from "@bufbuild/protobuf";
import {
  type Cache,
  type Job,
  type Resource,
  ResourceSchema,
} from "../../../proto/gen/cig/plugin/v1/resource_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import { literalOf } from "../resolver.ts";

/** All things of the plan, by kind, then id: jobs, caches, services, artifacts, secrets, runners. */
export function resourcesOf(
  jobs: readonly Job[],
  caches: readonly Cache[],
  proposals: readonly Resource[],
): Resource[] {
  const kinds: Resource["kind"]["case"][] = ["job", "cache", "service", "artifact", "secret", "runner"];
  const all = [
    ...jobs.flatMap(ofJob),
    ...caches.map((value) => resource(value.id, { case: "cache", value })),
    ...proposals,
  ];
  const unique = new Map(all.map((each) => [`${kinds.indexOf(each.kind.case)} ${each.id}`, each]));
  return [...unique.values()].sort(
    (a, b) => kinds.indexOf(a.kind.case) - kinds.indexOf(b.kind.case) || byCodeUnit(a.id, b.id),
  );
}

function ofJob(job: Job): Resource[] {
  return [
    resource(job.id, { case: "job", value: job }),
    ...job.services.map((value) => resource(`${job.id}/${value.name}`, { case: "service", value })),
    ...job.steps.flatMap(({ kind }) =>
      kind.case === "upload"
        ? resource(
            `${job.id}/${kind.value.name || (kind.value.nameText ? sketch(kind.value.nameText) : "")}`,
            {
              case: "artifact",
              value: kind.value,
            },
          )
        : [],
    ),
    ...job.secrets.map((name) =>
      resource(name, { case: "secret", value: { $typeName: "cig.plugin.v1.Secret", name } }),
    ),
    ...(job.runner?.id ? [resource(job.runner.id, { case: "runner", value: job.runner })] : []),
  ];
}

/** A text with its names in braces, to be told apart by. */
function sketch(text: NonNullable<Parameters<typeof literalOf>[0]>): string {
  return (
    literalOf(text) ??
    text.parts
      .map(({ kind }) =>
        kind.case === "reference" ? `{{ ${kind.value.path.join(".")} }}` : (kind.value ?? ""),
      )
      .join("")
  );
}

function resource(id: string, kind: Resource["kind"]): Resource {
  return create(ResourceSchema, { id, kind });
}
