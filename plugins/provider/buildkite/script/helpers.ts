/** Functions of a job's script that only some jobs need, in the order in which they stand there. */
export type Helper = (typeof order)[number];

const order = [
  "temp",
  "event",
  "branch",
  "output",
  "skipped",
  "ended",
  "ended_well",
  "gather",
  "keep",
  "fetch",
  "keep_workspace",
  "fetch_workspace",
  "cache",
  "share",
  "report",
] as const;

/** Definitions that stand in a job's own script: the short ones. */
export function helperLines(used: ReadonlySet<Helper>): string[] {
  return linesOf(used, (name) => !isShared(name));
}

/** Definitions that many jobs would repeat, for the one place that all of them read. */
export function sharedLines(used: ReadonlySet<Helper>): string[] {
  return linesOf(used, isShared);
}

/** True when the script has to read what jobs share. */
export function needsShared(used: ReadonlySet<Helper>): boolean {
  return [...used].some(isShared);
}

/** The variable of the pipeline that holds what jobs share. */
export const sharedVariable = "CIG_FUNCTIONS";

function linesOf(used: ReadonlySet<Helper>, isWanted: (name: Helper) => boolean): string[] {
  const all = new Set(used);
  for (const name of used) for (const other of needs[name] ?? []) all.add(other);
  return order.filter((name) => all.has(name) && isWanted(name)).flatMap((name) => definitions[name]);
}

function isShared(name: Helper): boolean {
  return order.indexOf(name) >= order.indexOf("gather");
}

/** A folder of the job's own. */
export const tempLines: readonly string[] = [
  'export CIG_TEMP="${TMPDIR:-/tmp}/cig-$BUILDKITE_JOB_ID"',
  'mkdir -p "$CIG_TEMP/outputs"',
];

/** True when the script needs a folder of its own. */
export function needsTemp(used: ReadonlySet<Helper>): boolean {
  return [...used].some((name) => name === "temp" || needs[name]?.includes("temp"));
}

const needs: Readonly<Partial<Record<Helper, readonly Helper[]>>> = {
  output: ["temp"],
  ended_well: ["ended", "skipped"],
  gather: ["temp"],
  keep: ["gather", "temp"],
  fetch: ["temp"],
  keep_workspace: ["gather", "temp"],
  fetch_workspace: ["temp"],
  cache: ["temp"],
  report: ["gather", "keep", "temp"],
};

const definitions: Readonly<Record<Helper, readonly string[]>> = {
  temp: [],
  event: [
    "run_event() { # what started the build",
    "  case $BUILDKITE_SOURCE in",
    "    schedule) echo schedule ;;",
    "    ui | api | trigger_job) echo manual ;;",
    "    *)",
    '      if [ -n "${BUILDKITE_MERGE_QUEUE_BASE_BRANCH:-}" ]; then echo merge_queue',
    '      elif [ "$BUILDKITE_PULL_REQUEST" != false ]; then echo pull_request',
    '      elif [ "${BUILDKITE_GITHUB_EVENT:-}" = release ]; then echo release',
    "      else echo push; fi",
    "      ;;",
    "  esac",
    "}",
  ],
  branch: [
    "own_branch() { # the branch, where it is one of this repository: of no tag and no fork",
    '  [ -z "${BUILDKITE_TAG:-}" ] || return 0',
    '  [ -z "${BUILDKITE_PULL_REQUEST_REPO:-}" ] ||',
    '    [ "$(repository "$BUILDKITE_PULL_REQUEST_REPO")" = "$(repository "$BUILDKITE_REPO")" ] || return 0',
    '  printf %s "$BUILDKITE_BRANCH"',
    "}",
    "repository() {",
    "  printf '%s\\n' \"$1\" | sed -e 's/\\.git$//' -e 's/.*[:\\/]\\([^\\/]*\\/[^\\/]*\\)$/\\1/' | tr '[:upper:]' '[:lower:]'",
    "}",
  ],
  output: [
    "output() { # output STEP NAME: what a step has left in $CIG_OUTPUT",
    '  [ ! -f "$CIG_TEMP/outputs/$1" ] || awk -v name="$2" \'',
    '    index($0, name "=") == 1 { value = substr($0, length(name) + 2); next }',
    '    index($0, name "<<") == 1 {',
    '      end = substr($0, length(name) + 3); value = ""; joint = ""',
    '      while ((getline line) > 0 && line != end) { value = value joint line; joint = "\\n" }',
    "    }",
    '    END { printf "%s", value }\' "$CIG_TEMP/outputs/$1"',
    "}",
  ],
  skipped: [
    "skipped() { # skipped STEP…: true when one of the steps has found that there is nothing to do",
    "  for key; do",
    '    if buildkite-agent meta-data exists "cig:skipped:$key" > /dev/null 2>&1; then return 0; fi',
    "  done",
    "  return 1",
    "}",
  ],
  ended: [
    "ended() { # ended OUTCOMES STEP…: true when one of the steps has ended so",
    "  outcomes=$1",
    "  shift",
    "  for key; do",
    '    outcome=$(buildkite-agent step get outcome --step "$key" 2> /dev/null || :)',
    '    case " $outcomes " in *" ${outcome:-none} "*) return 0 ;; esac',
    "  done",
    "  return 1",
    "}",
  ],
  ended_well: [
    "ended_well() { # ended_well STEP…: true when all steps of a job have done their work",
    '  for key; do ended "passed soft_failed" "$key" && ! skipped "$key" || return 1; done',
    "}",
  ],
  gather: [
    "gather() ( # gather FOLDER PATTERN…: copies files with the folders that they lie in; ! takes some out again",
    "  folder=$1",
    "  shift",
    "  shopt -s nullglob dotglob",
    "  shopt -s globstar 2> /dev/null || :",
    "  IFS=",
    '  mkdir -p "$folder"',
    "  for pattern; do",
    // All that a folder holds is the folder, which the bash of a Mac understands, too.
    "    case $pattern in */'**' | */'**/*') pattern=${pattern%'/**'*} ;; esac",
    "    case $pattern in",
    '      !*) for path in "$folder"/${pattern#!}; do rm -rf -- "$path"; done ;;',
    "      *)",
    "        for path in $pattern; do",
    '          [ ! -e "$path" ] || tar -cf - -- "$path" | tar -xf - -C "$folder"',
    "        done",
    "        ;;",
    "    esac",
    "  done",
    ")",
  ],
  keep: [
    "keep() { # keep NAME warn|error|ignore PATTERN…: leaves files for people and for the jobs behind this one",
    '  echo "--- Keep $1"',
    '  set -- "$CIG_TEMP/kept/$1" "$@"',
    '  gather "$1" "${@:4}"',
    '  if [ -n "$(find "$1" ! -type d)" ]; then',
    '    (cd "$CIG_TEMP/kept" && buildkite-agent artifact upload "$2/**/*")',
    '  elif [ "$3" != ignore ]; then',
    '    echo "There are no files for the artifact $2." >&2',
    '    [ "$3" = warn ]',
    "  fi",
    "}",
  ],
  fetch: [
    "fetch() { # fetch NAME FOLDER STEP…: gets what the steps have kept",
    "  name=$1 folder=$2",
    "  shift 2",
    '  echo "--- Get $name"',
    '  mkdir -p "$folder"',
    "  for key; do",
    '    mkdir -p "$CIG_TEMP/fetched/$key"',
    '    (cd "$CIG_TEMP/fetched/$key" && buildkite-agent artifact download "$name/**/*" . --step "$key")',
    '    cp -R "$CIG_TEMP/fetched/$key/$name/." "$folder"',
    "  done",
    "}",
  ],
  keep_workspace: [
    "keep_workspace() { # keep_workspace NAME PATTERN…: leaves files, with their modes, for the jobs behind this one",
    '  echo "--- Keep $1"',
    '  set -- "$CIG_TEMP/persist/$1" "$@"',
    '  gather "$1" "${@:3}"',
    '  mkdir -p "$CIG_TEMP/kept/$2"',
    '  tar -czf "$CIG_TEMP/kept/$2/$BUILDKITE_JOB_ID.tgz" -C "$1" .',
    '  (cd "$CIG_TEMP/kept" && buildkite-agent artifact upload "$2/*.tgz")',
    "}",
  ],
  fetch_workspace: [
    "fetch_workspace() { # fetch_workspace NAME STEP…: unpacks what the steps have left",
    "  name=$1",
    "  shift",
    '  echo "--- Get $name"',
    '  mkdir -p "$CIG_TEMP/fetched"',
    "  for key; do",
    '    (cd "$CIG_TEMP/fetched" && buildkite-agent artifact download "$name/*.tgz" . --step "$key")',
    "  done",
    '  for archive in "$CIG_TEMP/fetched/$name"/*.tgz; do tar -xzf "$archive"; done',
    "}",
  ],
  cache: [
    "CIG_CACHE=${CIG_CACHE:-$HOME/.cache/cig} # a folder of the agent, or s3://bucket/folder",
    "cache_key() { # cache_key TEXT PATHSPEC…: the text, and what the files hold",
    '  printf "%s-%s" "$1" "$(git ls-files --stage -- "${@:2}" | git hash-object --stdin)"',
    "}",
    "cache_text() { # as part of a file's name",
    "  printf %s \"$1\" | LC_ALL=C tr -c 'A-Za-z0-9._-' _",
    "}",
    "cache_place() { # where a kind of path lies",
    '  case $1 in home) echo "${CIG_HOME:-$HOME}" ;; root) echo / ;; *) pwd ;; esac',
    "}",
    "restore_cache() { # restore_cache PATHS KEY BEGINNING…: unpacks the cache of the key, or else the newest that begins so",
    '  echo "--- Restore $1"',
    "  shift",
    '  rm -rf "$CIG_TEMP/cache"',
    '  mkdir -p "$CIG_TEMP/cache"',
    '  set -- "$1.tgz" "${@:2}"',
    "  for beginning; do",
    "    case $CIG_CACHE in",
    "      s3://*)",
    '        found=$(aws s3 ls "$CIG_CACHE/$beginning" | sort | tail -n 1 | sed "s/.* //")',
    '        [ -z "$found" ] || aws s3 cp --only-show-errors "$CIG_CACHE/$found" "$CIG_TEMP/cache.tgz"',
    "        ;;",
    "      *)",
    '        found=$(ls -t "$CIG_CACHE" 2> /dev/null | awk -v start="$beginning" \'index($0, start) == 1\' | head -n 1)',
    '        [ -z "$found" ] || { touch "$CIG_CACHE/$found"; cp "$CIG_CACHE/$found" "$CIG_TEMP/cache.tgz"; }',
    "        ;;",
    "    esac",
    '    if [ -n "$found" ]; then',
    '      echo "Restoring $found"',
    '      tar -xzf "$CIG_TEMP/cache.tgz" -C "$CIG_TEMP/cache"',
    '      for part in "$CIG_TEMP"/cache/*.tar; do',
    '        [ ! -f "$part" ] || tar -xf "$part" -C "$(cache_place "$(basename "$part" .tar)")"',
    "      done",
    "      return",
    "    fi",
    "  done",
    '  echo "There is no cache that begins with ${1%.tgz} or less."',
    "}",
    "save_cache() { # save_cache KEY PATH…: keeps what is not kept yet",
    '  echo "--- Save ${*:2}"',
    '  rm -rf "$CIG_TEMP/cache"',
    '  mkdir -p "$CIG_TEMP/cache"',
    '  file="$1.tgz"',
    "  shift",
    "  case $CIG_CACHE in",
    '    s3://*) [ -z "$(aws s3 ls "$CIG_CACHE/$file")" ] || return 0 ;;',
    '    *) [ ! -f "$CIG_CACHE/$file" ] || return 0 ;;',
    "  esac",
    "  for path; do",
    "    part=here",
    "    case $path in",
    '      "~/"*) part=home path=${path#"~/"} ;;',
    "      /*) part=root path=${path#/} ;;",
    "    esac",
    "    (",
    '      cd "$(cache_place "$part")"',
    '      [ ! -e "$path" ] || tar -rf "$CIG_TEMP/cache/$part.tar" -- "$path"',
    "    )",
    "  done",
    '  tar -czf "$CIG_TEMP/cache.tgz" -C "$CIG_TEMP/cache" .',
    "  case $CIG_CACHE in",
    '    s3://*) aws s3 cp --only-show-errors "$CIG_TEMP/cache.tgz" "$CIG_CACHE/$file" ;;',
    "    *)",
    '      mkdir -p "$CIG_CACHE"',
    '      mv "$CIG_TEMP/cache.tgz" "$CIG_CACHE/$file.$BUILDKITE_JOB_ID"',
    '      mv "$CIG_CACHE/$file.$BUILDKITE_JOB_ID" "$CIG_CACHE/$file"',
    '      find "$CIG_CACHE" -type f -mtime +14 -exec rm -f {} +',
    "      ;;",
    "  esac",
    '  echo "Saved $file"',
    "}",
  ],
  share: [
    "share() { # share name|size PATHSPEC…: the files of this copy of the job, one a line",
    '  git -c core.quotePath=off ls-files -- "${@:2}" | LC_ALL=C sort |',
    '    while IFS= read -r file; do printf "%s\\t%s\\n" "$(wc -c < "$file" | tr -d " ")" "$file"; done |',
    '    if [ "$1" = size ]; then LC_ALL=C sort -s -k1,1nr; else cat; fi |',
    '    awk -F "\\t" -v by="$1" -v own="${BUILDKITE_PARALLEL_JOB:-0}" -v all="${BUILDKITE_PARALLEL_JOB_COUNT:-1}" \'',
    "      {",
    "        to = (NR - 1) % all",
    '        if (by == "size") { to = 0; for (i = 1; i < all; i++) if (sum[i] + 0 < sum[to] + 0) to = i }',
    "        sum[to] += $1",
    '        if (to == own) print substr($0, index($0, "\\t") + 1)',
    "      }'",
    "}",
  ],
  report: [
    "report() { # report KIND NAME PATTERN…: shows what came out on the build's page",
    '  keep "$2" ignore "${@:3}"',
    '  [ -d "$CIG_TEMP/kept/$2" ] || return 0',
    '  find "$CIG_TEMP/kept/$2" -type f | LC_ALL=C sort | while IFS= read -r file; do',
    "    case $1 in",
    '      summary) cat "$file" ;;',
    "      annotations) printf '```term\\n'; cat \"$file\"; printf '\\n```\\n' ;;",
    "      junit)",
    "        awk -v RS='<' '",
    '          /^testcase[ \\t\\n]/ { all++; at = match($0, /[ \\t\\n]name="[^"]*"/); name = substr($0, at + 7, RLENGTH - 8) }',
    '          /^(failure|error)[ \\t\\n\\/>]/ && !(name in seen) { seen[name]; failed++; list = list "- <code>" name "</code>\\n" }',
    '          END { printf "%d tests, %d failed\\n\\n%s\\n", all, failed, list }\' "$file"',
    "        ;;",
    '      cobertura) sed -n \'/<coverage/s/.* line-rate="\\([0-9.]*\\)".*/Lines covered: \\1/p\' "$file" ;;',
    '      lcov) awk -F: \'/^LF:/ { all += $2 } /^LH:/ { hit += $2 } END { if (all) printf "Lines covered: %.3f\\n", hit / all }\' "$file" ;;',
    "      jacoco)",
    '        awk -v RS=\'<\' \'/^counter type="LINE"/ { split($0, part, "\\""); line = part[6] / (part[4] + part[6]) }',
    '          END { printf "Lines covered: %.3f\\n", line }\' "$file"',
    "        ;;",
    "    esac",
    '  done > "$CIG_TEMP/report"',
    '  [ ! -s "$CIG_TEMP/report" ] ||',
    '    buildkite-agent annotate --style info --context "$2-$BUILDKITE_JOB_ID" < "$CIG_TEMP/report"',
    "}",
  ],
};
