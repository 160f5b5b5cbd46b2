import { named, type Shard, ShardBy, type Step } from "cig/sdk";
import type { Code } from "../groovy/code.ts";
import type { Scope } from "../scope.ts";
import { quoted } from "../value/shell.ts";
import { alternatives } from "./pattern.ts";
import { compileRun, type Surroundings } from "./run.ts";

/** Writes this run's share of the files, one a line, to the file that SHARD_FILES names. */
export function compileShard(
  shard: Shard,
  step: Step,
  around: Surroundings,
  index: number,
  scope: Scope,
): Code[] {
  const script = {
    source: shardScript(shard.files, shard.by === ShardBy.SIZE),
    shell: "bash",
    env: [named("LC_ALL", "C"), ...step.env],
    name: "Choose this share of the files",
  };
  return compileRun(script, step, around, index, scope);
}

/** By turns in the order of their names, or the largest first to whoever has least. */
function shardScript(globs: readonly string[], bySize: boolean): string {
  const specs = globs.flatMap((glob) => {
    const isOut = glob.startsWith("!");
    return alternatives(isOut ? glob.slice(1) : glob).map((each) =>
      quoted(`:(${isOut ? "exclude,glob" : "glob"},top)${each}`),
    );
  });
  const list = `git ls-files -- ${specs.join(" ")}`;
  if (!bySize)
    return `${list} | sort | awk -v mine="$CIG_SHARD_INDEX" -v total="$CIG_SHARD_TOTAL" '(NR - 1) % total == mine' > "$SHARD_FILES"`;
  return [
    `${list} | sort | while IFS= read -r file; do printf '%s\\t%s\\n' "$(wc -c < "$file" | tr -d ' ')" "$file"; done |`,
    "  sort -s -k1,1nr |",
    `  awk -F '\\t' -v mine="$CIG_SHARD_INDEX" -v total="$CIG_SHARD_TOTAL" '{`,
    "    least = 0",
    "    for (share = 1; share < total; share++) if (sum[share] + 0 < sum[least] + 0) least = share",
    "    sum[least] += $1",
    '    if (least == mine) print substr($0, index($0, "\\t") + 1)',
    `  }' > "$SHARD_FILES"`,
  ].join("\n");
}
