import { CacheMode } from "cig/sdk";

/** Where a token comes from where GOOGLE_OAUTH_ACCESS_TOKEN has none. */
export type Credentials = "machine" | "federation" | "none";

/**
 * What `planCaches` needs of a bucket of Google's: curl, and Google's JSON interface. They read CIG_CACHE_BUCKET,
 * CIG_CACHE_PREFIX and CIG_CACHE_ENDPOINT, of which the last two may be empty; for `federation` CIG_CACHE_IDENTITY, which
 * takes the token that CIG_CACHE_TOKEN_ENV names. A token is no word of a command, which every process could read.
 */
export function gcsFunctions(mode: CacheMode, credentials: Credentials): string[] {
  return [
    "prefix=${CIG_CACHE_PREFIX:+$CIG_CACHE_PREFIX/}",
    "endpoint=${CIG_CACHE_ENDPOINT:-https://storage.googleapis.com}",
    "field() { # field NAME FILE: its values, a line each",
    "  tr '{},' '\\n' < \"$2\" | awk -F '\"' -v name=\"$1\" '$2 == name { print $4 }'",
    "}",
    "cache_ready() {",
    '  command -v curl > /dev/null || { say "The cache needs the command curl, which is not here."; return 1; }',
    "  token=$GOOGLE_OAUTH_ACCESS_TOKEN",
    ...ways[credentials],
    "}",
    "bucket() { # bucket CURL…: a request",
    '  printf \'%s\\n\' "${token:+header = \\"authorization: Bearer $token\\"}" \\',
    '    | curl --disable --config - --silent --show-error --fail --connect-timeout 10 --retry 2 "$@"',
    "}",
    "cache_list() {",
    "  local page=''",
    "  while :; do",
    '    bucket --get --data-urlencode "prefix=$1" ${page:+--data-urlencode "pageToken=$page"} \\',
    '      --data "fields=nextPageToken,items/name,items/timeCreated" "$endpoint/storage/v1/b/$CIG_CACHE_BUCKET/o" > "$temp/page" || return 1',
    "    tr '{},' '\\n' < \"$temp/page\" | awk -F '\"' '$2 == \"name\" { name = $4 } $2 == \"timeCreated\" { time = $4 }",
    '      name != "" && time != "" { print time "\\t" name; name = time = "" }\'',
    '    page=$(field nextPageToken "$temp/page")',
    '    [ -n "$page" ] || return 0',
    "  done",
    "}",
    ...(mode === CacheMode.SAVE ? put : get),
  ];
}

const get = [
  "cache_get() {",
  '  bucket --output "$2" "$endpoint/storage/v1/b/$CIG_CACHE_BUCKET/o/${1//\\//%2F}?alt=media"',
  "}",
];

/** A generation of 0 is that of an object that is not there: what is kept is never replaced. */
const put = [
  "cache_put() {",
  '  bucket --request POST --header "content-type: application/octet-stream" --upload-file "$1" --output /dev/null \\',
  '    "$endpoint/upload/storage/v1/b/$CIG_CACHE_BUCKET/o?uploadType=media&ifGenerationMatch=0&name=${2//\\//%2F}"',
  "}",
];

const ways: Readonly<Record<Credentials, readonly string[]>> = {
  none: [],
  machine: [
    '  [ -n "$token" ] || token=$(gcloud auth application-default print-access-token 2> /dev/null || gcloud auth print-access-token 2> /dev/null)',
    '  if [ -z "$token" ]; then',
    "    curl --disable --silent --fail --connect-timeout 2 --header 'Metadata-Flavor: Google' --output \"$temp/token\" \\",
    "      http://metadata.google.internal/computeMetadata/v1/instance/service-accounts/default/token &&",
    '      token=$(field access_token "$temp/token")',
    "  fi",
    '  [ -n "$token" ] || { say "The cache needs GOOGLE_OAUTH_ACCESS_TOKEN, gcloud with an account, or a machine of Google\'s."; return 1; }',
  ],
  federation: [
    '  [ -z "$token" ] || return 0',
    '  [ -n "${!CIG_CACHE_TOKEN_ENV}" ] || { say "The cache needs a token in $CIG_CACHE_TOKEN_ENV."; return 1; }',
    '  printf %s "${!CIG_CACHE_TOKEN_ENV}" | curl --disable --silent --show-error --fail --connect-timeout 10 --output "$temp/token" \\',
    "    --data-urlencode grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\",
    "    --data-urlencode requested_token_type=urn:ietf:params:oauth:token-type:access_token \\",
    "    --data-urlencode subject_token_type=urn:ietf:params:oauth:token-type:jwt \\",
    "    --data-urlencode scope=https://www.googleapis.com/auth/devstorage.read_write \\",
    '    --data-urlencode "audience=//iam.googleapis.com/$CIG_CACHE_IDENTITY" --data-urlencode subject_token@- \\',
    '    https://sts.googleapis.com/v1/token || { say "The identity of the run is refused."; return 1; }',
    '  token=$(field access_token "$temp/token")',
  ],
};
