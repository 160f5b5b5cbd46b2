import { CacheMode } from "../../proto/gen/cig/plugin/v1/resource_pb.ts";

/** The variables in which a user's id and secret are looked for. */
export type S3Keys = readonly [id: string, secret: string];

const usualKeys = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"] as const;

export interface S3Access {
  /** Amazon's command, or curl with requests that bash signs. */
  readonly tool: "aws" | "curl";
  /** True: CIG_CACHE_ROLE is taken on with the token of the variable that CIG_CACHE_TOKEN_ENV names. */
  readonly role: boolean;
  readonly keys: S3Keys;
  readonly mode: CacheMode;
}

/**
 * The functions of a CacheBackend for a bucket that speaks S3. They read CIG_CACHE_BUCKET, CIG_CACHE_PREFIX,
 * CIG_CACHE_REGION and CIG_CACHE_ENDPOINT, of which the second and the last may be empty.
 */
export function s3Functions(access: S3Access): string[] {
  const [id, secret] = access.keys;
  return [
    "prefix=${CIG_CACHE_PREFIX:+$CIG_CACHE_PREFIX/}",
    ...(id === usualKeys[0] ? [] : [`export AWS_ACCESS_KEY_ID=$${id} AWS_SECRET_ACCESS_KEY=$${secret}`]),
    ...(access.tool === "aws" ? withAws(access) : withCurl(access)),
  ];
}

function withAws({ role, mode }: S3Access): string[] {
  return [
    "cache_ready() {",
    '  command -v aws > /dev/null || { say "The cache needs the command aws, which is not here."; return 1; }',
    ...(role
      ? [
          '  [ -n "${!CIG_CACHE_TOKEN_ENV}" ] || { say "The cache needs a token in $CIG_CACHE_TOKEN_ENV."; return 1; }',
          '  (umask 077; printf %s "${!CIG_CACHE_TOKEN_ENV}" > "$temp/token")',
          "  export AWS_ROLE_ARN=$CIG_CACHE_ROLE AWS_WEB_IDENTITY_TOKEN_FILE=$temp/token AWS_ROLE_SESSION_NAME=cig",
        ]
      : []),
    "}",
    // Servers that speak an older S3 refuse the checksums that newer programs add unasked.
    "export AWS_REQUEST_CHECKSUM_CALCULATION=when_required AWS_RESPONSE_CHECKSUM_VALIDATION=when_required",
    "bucket() { # bucket COMMAND…",
    '  aws ${CIG_CACHE_ENDPOINT:+--endpoint-url "$CIG_CACHE_ENDPOINT"} --region "$CIG_CACHE_REGION" --cli-connect-timeout 10 "$@"',
    "}",
    "cache_list() {",
    '  bucket s3api list-objects-v2 --bucket "$CIG_CACHE_BUCKET" --prefix "$1" \\',
    "    --query 'Contents[].[LastModified,Key]' --output text | awk -F '\\t' 'NF == 2'",
    "}",
    mode === CacheMode.SAVE
      ? 'cache_put() { bucket s3 cp --only-show-errors "$1" "s3://$CIG_CACHE_BUCKET/$2"; }'
      : 'cache_get() { bucket s3 cp --only-show-errors "s3://$CIG_CACHE_BUCKET/$1" "$2"; }',
  ];
}

/** Secrets and what is made of them are no words of a command, which every process of the machine could read. */
function withCurl({ role, keys, mode }: S3Access): string[] {
  return [
    ...readiness(role, keys),
    "unhex() { printf '%b' \"$(printf %s \"$1\" | sed 's/../\\\\x&/g')\"; }",
    "hash() { if command -v sha256sum > /dev/null; then sha256sum; else shasum -a 256; fi | cut -c 1-64; }",
    "hmac() { # hmac KEY TEXT; KEY and what comes out are hexadecimal digits",
    "  local key=$1 inner='' outer='' index byte part",
    '  [ "${#key}" -le 128 ] || key=$(unhex "$key" | hash)',
    "  for ((index = 0; index < 128; index += 2)); do",
    "    byte=${key:index:2}",
    "    byte=$((16#${byte:-0}))",
    "    printf -v part %02x $((byte ^ 54)) && inner+=$part",
    "    printf -v part %02x $((byte ^ 92)) && outer+=$part",
    "  done",
    '  { unhex "$outer"; unhex "$({ unhex "$inner"; printf %s "$2"; } | hash)"; } | hash',
    "}",
    'endpoint=${CIG_CACHE_ENDPOINT:-"https://s3.$CIG_CACHE_REGION.amazonaws.com"}',
    "bucket() { # bucket METHOD OBJECT QUERY CURL…: a request, signed",
    "  local time day path host headers signed text key part",
    "  time=$(date -u +%Y%m%dT%H%M%SZ)",
    "  day=${time%T*} path=/$CIG_CACHE_BUCKET${2:+/$2} host=${endpoint#*://} signed='host;x-amz-content-sha256;x-amz-date'",
    '  headers=$(printf \'host:%s\\nx-amz-content-sha256:UNSIGNED-PAYLOAD\\nx-amz-date:%s\' "$host" "$time")',
    '  if [ -n "$AWS_SESSION_TOKEN" ]; then',
    "    headers=$headers$'\\n'x-amz-security-token:$AWS_SESSION_TOKEN signed=\"$signed;x-amz-security-token\"",
    "  fi",
    '  text=$(printf \'%s\\n%s\\n%s\\n%s\\n\\n%s\\nUNSIGNED-PAYLOAD\' "$1" "$path" "$3" "$headers" "$signed" | hash)',
    "  key=$(printf %s \"AWS4$AWS_SECRET_ACCESS_KEY\" | od -An -v -tx1 | tr -d ' \\n')",
    '  for part in "$day" "$CIG_CACHE_REGION" s3 aws4_request \\',
    '    "$(printf \'AWS4-HMAC-SHA256\\n%s\\n%s/%s/s3/aws4_request\\n%s\' "$time" "$day" "$CIG_CACHE_REGION" "$text")"; do',
    '    key=$(hmac "$key" "$part")',
    "  done",
    "  {",
    "    printf '%s\\n' \"$headers\" | sed -e '/^host:/d' -e 's/.*/header = \"&\"/'",
    "    printf 'header = \"authorization: AWS4-HMAC-SHA256 Credential=%s/%s/%s/s3/aws4_request, SignedHeaders=%s, Signature=%s\"\\n' \\",
    '      "$AWS_ACCESS_KEY_ID" "$day" "$CIG_CACHE_REGION" "$signed" "$key"',
    '  } | curl --disable --config - --silent --show-error --fail --connect-timeout 10 --retry 2 --request "$1" "${@:4}" "$endpoint$path${3:+?$3}"',
    "}",
    "tags() { tr '<' '\\n'; } # a tag with what follows it is a line",
    "cache_list() {",
    "  local last='' first=${1//\\//%2F}",
    "  while :; do",
    '    bucket GET "" "list-type=2&prefix=$first${last:+&start-after=${last//\\//%2F}}" | tags > "$temp/page" || return 1',
    '    awk -F \'>\' \'$1 == "LastModified" { time = $2 } $1 == "Key" { name = $2 } $1 == "/Contents" { print time "\\t" name }\' "$temp/page"',
    "    grep -q '^IsTruncated>true' \"$temp/page\" || return 0",
    "    last=$(grep '^Key>' \"$temp/page\" | tail -n 1 | cut -c 5-)",
    '    [ -n "$last" ] || return 0',
    "  done",
    "}",
    mode === CacheMode.SAVE
      ? 'cache_put() { bucket PUT "$2" "" --output /dev/null --upload-file "$1"; }'
      : 'cache_get() { bucket GET "$1" "" --output "$2"; }',
  ];
}

function readiness(role: boolean, [id, secret]: S3Keys): string[] {
  const program = [
    '  command -v curl > /dev/null || { say "The cache needs the command curl, which is not here."; return 1; }',
  ];
  if (!role)
    return [
      "cache_ready() {",
      ...program,
      `  [ -n "$AWS_SECRET_ACCESS_KEY" ] || { say "The cache needs ${id} and ${secret}."; return 1; }`,
      "}",
    ];
  return [
    "answered() { tr '<' '\\n' < \"$temp/role\" | sed -n \"s/^$1>//p\"; }",
    "cache_ready() {",
    ...program,
    '  [ -n "${!CIG_CACHE_TOKEN_ENV}" ] || { say "The cache needs a token in $CIG_CACHE_TOKEN_ENV."; return 1; }',
    "  printf 'WebIdentityToken=%s' \"${!CIG_CACHE_TOKEN_ENV}\" | curl --disable --silent --show-error --fail --connect-timeout 10 \\",
    "    --data Action=AssumeRoleWithWebIdentity --data Version=2011-06-15 --data RoleSessionName=cig \\",
    '    --data-urlencode "RoleArn=$CIG_CACHE_ROLE" --data @- --output "$temp/role" "https://sts.$CIG_CACHE_REGION.amazonaws.com/" \\',
    '    || { say "The role of the cache is refused."; return 1; }',
    "  AWS_ACCESS_KEY_ID=$(answered AccessKeyId) AWS_SECRET_ACCESS_KEY=$(answered SecretAccessKey) AWS_SESSION_TOKEN=$(answered SessionToken)",
    "}",
  ];
}
