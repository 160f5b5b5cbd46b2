import * as z from "zod/mini";
import { globs } from "../names.ts";
import { docs, key, requiredKey, table } from "../strict.ts";

/** Copies of a job that share its work. */
export const parallelism = z
  .int("a number of copies")
  .check(z.minimum(2, "at least 2: leave parallelism out for one"), z.maximum(500, "at most 500"));

/** Files that the copies share. */
export const shard = table('a table such as { files = ["spec/**/*_spec.rb"] }', {
  files: requiredKey(
    globs.check(z.minLength(1, "a list of at least one pattern")),
    "What the copies share, as patterns from the repository's root. Each finds its files, one a line, in the file $SHARD_FILES.",
  ),
  by: key(
    z.enum(["name", "size", "timings"], '"name", "size" or "timings"'),
    'How: by turns in the order of names, the largest to whoever has least, or by what they took last time. Default: "name".',
  ),
});

docs.add(shard, { id: "Shard" });
