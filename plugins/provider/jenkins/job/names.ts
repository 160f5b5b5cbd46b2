import type { Job } from "cig/sdk";
import { type Copy, copiesOf } from "../order/copies.ts";
import type { Scope } from "../scope.ts";
import { literalOfPieces, piecesOf } from "../value/text.ts";

/**
 * What people see of each run: the name that cig.toml gives, with what tells runs apart, or the id. Names are unique in
 * the file, as Jenkins wants them; two jobs of one name are shown by their ids.
 */
export function stageNames(jobs: readonly Job[], scope: Scope): ReadonlyMap<string, string> {
  const wanted = jobs.flatMap((job) => copiesOf(job).map((copy) => [copy.id, nameOf(copy, scope)] as const));
  const counts = new Map<string, number>();
  for (const [, name] of wanted) counts.set(name, (counts.get(name) ?? 0) + 1);
  const ids = new Set(wanted.map(([id]) => id));
  return new Map(
    wanted.map(([id, name]) => [id, counts.get(name) === 1 && (name === id || !ids.has(name)) ? name : id]),
  );
}

function nameOf(copy: Copy, scope: Scope): string {
  const { job, id, variant } = copy;
  if (job.nameText && job.nameText.parts.length > 0) {
    const own = { ...scope, job, copy, place: "stage" as const, subject: ["jobs", job.id, "name"] };
    const name = literalOfPieces(piecesOf(job.nameText, own));
    if (name === undefined) {
      own.report.add(
        "JK002",
        own.subject,
        "Jenkins names a stage before anything runs, and this name is known only then.",
        "Use names of the matrix in it.",
      );
      return id;
    }
    return copy.shard ? `${name} ${copy.shard.index + 1}` : name;
  }
  if (job.name === "") return id;
  const suffix = id.startsWith(`${job.id}-`) ? id.slice(job.id.length + 1) : "";
  return suffix === "" || (job.variants.length === 1 && !copy.shard && variant.id === job.id)
    ? job.name
    : `${job.name} ${suffix}`;
}
