import {
  CacheMode,
  cacheRemark,
  checkForms,
  literalOf,
  named,
  planCaches,
  textInput,
  type Use,
} from "cig/sdk";

/** Caches in a folder of the machine, or of a disk that machines share: `[backends.directory]` says which. */
export const plan = planCaches({
  codes: "DIR",
  title: "a folder",
  functions: ({ cache }) => [...ready, ...(cache!.mode === CacheMode.SAVE ? put : get)],
  variables: (use) => [
    named("CIG_CACHE_FOLDER", textInput(use, "path") ?? "~/.cache/cig-caches"),
    ...(use.cache!.mode === CacheMode.SAVE ? [named("CIG_CACHE_DAYS", textInput(use, "days") ?? "14")] : []),
  ],
  check: (use) => [...checkForms("DIR", use, [pathForm]), ...checkDays(use)],
});

const pathForm = {
  name: "path",
  form: /^(?:~\/|\/)[^\n]+$/,
  what: "an absolute path, or one below the home",
  example: "~/.cache/cig-caches",
};

function checkDays(use: Use) {
  const days = literalOf(textInput(use, "days")) ?? "14";
  if (/^[1-9]\d{0,3}$/.test(days)) return [];
  const message = `Caches are kept for a number of days from 1 to 9999, and "${days}" is none.`;
  return [cacheRemark("DIR", "203", use, message, "Write days = 14.")];
}

/** Names hold nothing that a shell or `ls` could mistake. A restored archive counts as used, which the time of reading tells. */
const ready = [
  "prefix=''",
  "folder=${CIG_CACHE_FOLDER/#\\~/$HOME}",
  "cache_ready() {",
  '  mkdir -p "$folder" || { say "The folder $folder cannot be made."; return 1; }',
  "}",
  "cache_list() {",
  '  (cd "$folder" && { ls -1td -- "$1"* 2> /dev/null || true; }) | awk \'{ printf "%09d\\t%s\\n", 999999999 - NR, $0 }\'',
  "}",
];

const get = ["cache_get() {", '  cp "$folder/$1" "$2" && touch -a "$folder/$1"', "}"];

/** Written beside its place and renamed, so that nobody reads half an archive. */
const put = [
  "cache_put() {",
  '  mkdir -p "$(dirname "$folder/$2")" && cp "$1" "$folder/$2.$$" && mv "$folder/$2.$$" "$folder/$2" || return',
  '  find "$folder" -type f -atime "+$CIG_CACHE_DAYS" -exec rm -f {} +',
  "}",
];
