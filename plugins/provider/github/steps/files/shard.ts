import { type Job, type Shard, ShardBy } from "cig/sdk";
import type { Scope } from "../../scope.ts";
import { type Table, table } from "../../yaml/tree.ts";
import { atRoot, ownShell } from "../own-script.ts";
import { patternsOf, patternVariables } from "./pattern.ts";

/**
 * A step that writes this copy's files to SHARD_FILES, one a line: from the repository's root, or from the folder that
 * the job works in where they lie below it. GitHub remembers no timings, so that these are shared out by name.
 */
export function compileShard(shard: Shard, job: Job, scope: Scope): Table {
  checkPatterns(shard.files, scope);
  const { except } = patternsOf(shard.files);
  return table(
    ["name", "Choose this copy's files"],
    ["run", listed(except !== undefined) + (shard.by === ShardBy.SIZE ? bySize : byName)],
    ...atRoot(job),
    ...ownShell(job),
    ["env", table(...patternVariables(shard.files, scope))],
  );
}

function checkPatterns(globs: readonly string[], scope: Scope): void {
  if (globs.length > 0 && globs.every((glob) => glob !== "" && !/[\n\r]/.test(glob))) return;
  scope.report.add(
    "GH024",
    scope.subject,
    "The shard has no files, or a pattern of several lines.",
    'Write files = ["spec/**/*_spec.rb"].',
  );
}

/** What git knows and does not ignore; without git, what lies there. */
const listed = (
  hasExceptions: boolean,
) => String.raw`if ! git ls-files -z --cached --others --exclude-standard > "$SHARD_FILES.all" 2> /dev/null; then
  find . -name .git -prune -o ! -type d -print | sed 's|^\./||' | tr '\n' '\0' > "$SHARD_FILES.all"
fi
tr '\0' '\n' < "$SHARD_FILES.all" | grep -E -e "$CIG_PATTERN"${hasExceptions ? ' |\n  grep -Ev -e "$CIG_EXCEPT"' : ""} |
  LC_ALL=C sort -u > "$SHARD_FILES.wanted" || true
`;

const shared = `if [ ! -s "$SHARD_FILES.wanted" ]; then
  echo "::error::No file fits the patterns of the shard."
  exit 1
fi
`;

/** A number of a copy is one that this plugin wrote, and the awk programs hold no value. */
const byName = `${shared}awk -v index_="$CIG_SHARD_INDEX" -v total="$CIG_SHARD_TOTAL" '(NR - 1) % total == index_' "$SHARD_FILES.wanted" > "$SHARD_FILES"
echo "$(grep -c '' "$SHARD_FILES" || true) of $(grep -c '' "$SHARD_FILES.wanted") files"
`;

const bySize = `${shared}${String.raw`sed 's|^|./|' "$SHARD_FILES.wanted" | tr '\n' '\0' | xargs -0 wc -c |
  sed -n 's|^ *\([0-9][0-9]*\) \./|\1 |p' | LC_ALL=C sort -k 1,1nr -k 2 |
  awk -v index_="$CIG_SHARD_INDEX" -v total="$CIG_SHARD_TOTAL" '{
    least = 0
    for (copy = 1; copy < total; copy++) if (load[copy] + 0 < load[least] + 0) least = copy
    load[least] += $1
    if (least == index_) print substr($0, index($0, " ") + 1)
  }' | LC_ALL=C sort > "$SHARD_FILES"
echo "$(grep -c '' "$SHARD_FILES" || true) of $(grep -c '' "$SHARD_FILES.wanted") files"
`}`;
