import { CacheSave } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";

/**
 * Restores a cache: the one of its key, else the newest that begins as it may. Objects are called
 * `<scope>/<key>.tar.zst` or `.tar.gz`, below a prefix of the backend's. A run reads its own scope, and that of the
 * default branch; it writes its own alone, so that no pull request puts anything before the default branch.
 */
export function restoreScript(functions: readonly string[]): string {
  return lines([
    "set +e -o pipefail # a cache that cannot be had fails no job",
    ...say,
    ...keyLines,
    ...scopeLines,
    ...temporary,
    ...functions,
    ...find,
    ...place,
    "cache_ready || exit 0",
    'beginnings=("$key.tar.")',
    'if [ -n "$CIG_CACHE_BEGINNINGS" ]; then',
    "  while IFS= read -r line; do",
    '    beginnings+=("$base$(word "$line")")',
    '  done <<< "$CIG_CACHE_BEGINNINGS"',
    'elif [ -z "$CIG_CACHE_EXACT" ] && [ -n "$CIG_CACHE_FILES" ]; then',
    '  beginnings+=("$start")',
    "fi",
    'for beginning in "${beginnings[@]}"; do',
    '  find_cache "$beginning" || exit 0',
    '  [ -z "$found" ] || break',
    "done",
    'if [ -z "$found" ]; then',
    '  say "There is no cache $key, and none that could stand in for it."',
    "  exit 0",
    "fi",
    'mkdir "$temp/parts"',
    'if ! cache_get "$found" "$temp/cache"; then',
    '  say "The cache $found could not be fetched."',
    "  exit 0",
    "fi",
    "case $found in",
    '  *.zst) zstd -dcq < "$temp/cache" ;;',
    '  *) gzip -dc < "$temp/cache" ;;',
    'esac | tar -xf - -C "$temp/parts" || { say "The cache $found is damaged."; exit 0; }',
    'for part in "$temp"/parts/*.tar; do',
    '  [ ! -f "$part" ] || tar -xf "$part" -C "$(place "$(basename "$part" .tar)")" || say "Not all of $found could be unpacked."',
    "done",
    'say "Restored $found"',
    "exit 0",
  ]);
}

/** Saves a cache that is not kept yet. */
export function saveScript(functions: readonly string[], save: CacheSave): string {
  return lines([
    "set +e -o pipefail # a cache that cannot be kept fails no job",
    ...say,
    ...keyLines,
    ...scopeLines,
    ...(save === CacheSave.TRUSTED_REFS
      ? ['[ "$scope" = trusted ] || { say "Only the default branch saves this cache."; exit 0; }']
      : []),
    ...temporary,
    ...functions,
    ...find,
    ...place,
    "cache_ready || exit 0",
    'find_cache "$key.tar." || exit 0',
    'if [ -n "$found" ]; then',
    '  say "$found is kept already."',
    "  exit 0",
    "fi",
    'mkdir "$temp/parts"',
    "while IFS= read -r path; do",
    "  case $path in",
    "    \\~/*) part=home path=${path#??} ;;",
    "    /*) part=root path=${path#/} ;;",
    "    *) part=here ;;",
    "  esac",
    "  (",
    '    cd "$(place "$part")" || exit',
    '    [ ! -e "./$path" ] || tar -rf "$temp/parts/$part.tar" "./$path"',
    '  ) || { say "$path could not be read."; exit 0; }',
    'done <<< "$CIG_CACHE_PATHS"',
    'if [ -z "$(ls "$temp/parts")" ]; then',
    '  say "There is nothing to keep."',
    "  exit 0",
    "fi",
    "ending=gz",
    "! command -v zstd > /dev/null || ending=zst",
    'tar -cf - -C "$temp/parts" . | case $ending in',
    "  zst) zstd -cq ;;",
    "  *) gzip -c ;;",
    'esac > "$temp/cache" || { say "The cache could not be packed."; exit 0; }',
    'if cache_put "$temp/cache" "$prefix$scope/$key.tar.$ending"; then',
    '  say "Saved $prefix$scope/$key.tar.$ending"',
    "else",
    '  say "The cache could not be kept."',
    "fi",
    "exit 0",
  ]);
}

function lines(all: readonly string[]): string {
  return `${all.join("\n")}\n`;
}

const say = ["say() { printf '%s\\n' \"$*\"; }"];

/** What a file of the key holds is git's hash of it, as on every other machine. */
const keyLines = [
  "word() { # as part of an object's name",
  "  printf %s \"$1\" | LC_ALL=C tr -c 'A-Za-z0-9._-' _",
  "}",
  'base=$(word "$CIG_CACHE_NAME-$(uname -s)-$(uname -m)-")',
  'start=$base$(word "$CIG_CACHE_KEY")',
  "key=$start",
  'if [ -n "$CIG_CACHE_FILES" ]; then',
  "  files=()",
  '  while IFS= read -r line; do files+=("$line"); done <<< "$CIG_CACHE_FILES"',
  "  start=${start%-}-",
  '  hash=$(git -c "safe.directory=$PWD" ls-files --stage -- "${files[@]}" | git hash-object --stdin) ||',
  '    { say "git cannot tell what the files of the key hold."; exit 0; }',
  "  key=$start$hash",
  "fi",
];

const scopeLines = [
  'if [ -n "$CIG_CACHE_PULL_REQUEST" ]; then',
  '  scope=pr/$(word "$CIG_CACHE_PULL_REQUEST")',
  'elif [ "$CIG_CACHE_BRANCH" = "$CIG_CACHE_DEFAULT_BRANCH" ]; then',
  "  scope=trusted",
  "else",
  '  scope=branch/$(word "$CIG_CACHE_BRANCH")',
  "fi",
  'scopes=("$scope")',
  '[ "$scope" = trusted ] || scopes+=(trusted)',
];

const temporary = ["temp=$(mktemp -d) || exit 0", "trap 'rm -rf \"$temp\"' EXIT"];

/** Of several the newest; what this machine cannot unpack is none. */
const find = [
  "find_cache() { # find_cache BEGINNING: sets found",
  "  local place",
  "  found=",
  "  endings=gz",
  "  ! command -v zstd > /dev/null || endings='gz|zst'",
  '  for place in "${scopes[@]}"; do',
  '    if ! cache_list "$prefix$place/$1" > "$temp/list" 2> "$temp/why"; then',
  '      say "The cache cannot be asked: $(tail -n 1 "$temp/why")"',
  "      return 1",
  "    fi",
  '    found=$(grep -E "\\.tar\\.($endings)\\$" "$temp/list" | LC_ALL=C sort | tail -n 1 | cut -f 2)',
  '    [ -z "$found" ] || return 0',
  "  done",
  "}",
];

const place = [
  "place() { # where a kind of path begins",
  '  case $1 in home) echo "$HOME" ;; root) echo / ;; *) pwd ;; esac',
  "}",
];
