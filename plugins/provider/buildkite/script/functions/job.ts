/** What a job begins with, what runs beside it, and its end; `uses` tells what the file's jobs have. */
export function jobFunctions(uses: (name: string) => boolean) {
  return {
    begin: [
      "begin() { # a folder of the job's own, and an end that takes down what the job has started",
      '  export CIG_TEMP="${TMPDIR:-/tmp}/cig-$BUILDKITE_JOB_ID"',
      '  mkdir -p "$CIG_TEMP/outputs"',
      "  trap finish EXIT",
      "}",
      "finish() {",
      ...(uses("end_background") ? ["  end_background"] : []),
      ...(uses("start_container") ? [returnFiles] : []),
      ...(uses("start_service") || uses("start_container") ? [removeContainers] : []),
      ...(uses("open_network") ? [removeNetwork] : []),
      '  rm -rf "$CIG_TEMP"',
      "}",
    ],
    open_tools: [
      "open_tools() { # what set-up scripts leave for later steps: each bash reads it first",
      '  export BASH_ENV="$CIG_TEMP/env"',
      '  : > "$BASH_ENV"',
      "}",
    ],
    open_network: [
      "open_network() { # in which the job's container and its services have their names",
      '  CIG_NETWORK="cig-$BUILDKITE_JOB_ID"',
      '  docker network create "$CIG_NETWORK" > /dev/null',
      "}",
    ],
    start_service: [
      "start_service() { # start_service NAME IMAGE [OPTION…]: beside the job, until it is over",
      '  echo "--- Start $1"',
      '  CIG_CONTAINERS="${CIG_CONTAINERS:-} cig-$BUILDKITE_JOB_ID-$1"',
      ...(uses("open_network") ? [joinNetwork] : []),
      '  docker run --detach --name "cig-$BUILDKITE_JOB_ID-$1" "${@:3}" "$2" > /dev/null',
      "}",
    ],
    wait_for: [
      "wait_for() { # wait_for NAME SECONDS TIMEOUT COMMAND: until the service answers",
      "  local waited=0",
      '  echo "--- Wait for $1"',
      '  until timeout "$3" docker exec "cig-$BUILDKITE_JOB_ID-$1" sh -c "$4" > /dev/null 2>&1; do',
      "    waited=$((waited + 1))",
      '    if [ "$waited" -ge "$2" ]; then',
      '      echo "$1 is not ready after $2 seconds." >&2',
      '      docker logs "cig-$BUILDKITE_JOB_ID-$1" >&2',
      "      exit 1",
      "    fi",
      "    sleep 1",
      "  done",
      "}",
    ],
    start_container: [
      "start_container() { # start_container IMAGE [OPTION…]: the steps run in it, the folder lies at the same path",
      '  echo "--- Start the job\'s container"',
      '  CIG_CONTAINERS="${CIG_CONTAINERS:-} cig-$BUILDKITE_JOB_ID-job"',
      '  CIG_HOME="$CIG_TEMP/home"',
      `  CIG_SHELL="in_container ${bash}"`,
      '  mkdir -p "$CIG_HOME"',
      '  docker run --detach --name "cig-$BUILDKITE_JOB_ID-job" --network "$CIG_NETWORK" \\',
      '    --volume "$PWD:$PWD" --volume "$CIG_TEMP:$CIG_TEMP" --workdir "$PWD" \\',
      '    --env HOME="$CIG_HOME" --env CIG_TEMP --env BASH_ENV \\',
      // The folder belongs to the agent's user, which git would not trust.
      "    --env GIT_CONFIG_COUNT=1 --env GIT_CONFIG_KEY_0=safe.directory --env 'GIT_CONFIG_VALUE_0=*' \\",
      '    "${@:2}" --entrypoint tail "$1" -f /dev/null > /dev/null',
      "}",
      "pass() { # pass NAME…: variables that steps in the container are given",
      "  local name",
      '  for name; do CIG_PASSED+=(--env "$name"); done',
      "}",
      "in_container() {",
      '  docker exec --workdir "$PWD" "${CIG_PASSED[@]}" "cig-$BUILDKITE_JOB_ID-job" "$@"',
      "}",
    ],
  } as const satisfies Readonly<Record<string, readonly string[]>>;
}

/** What a script runs in where its step names no shell. */
export const bash = "bash -eo pipefail -c";

// What the container's root has written must not stand in the way of the agent's next checkout.
const returnFiles =
  '  [ -z "${CIG_HOME:-}" ] || docker exec "cig-$BUILDKITE_JOB_ID-job" chown -R "$(id -u):$(id -g)" "$PWD" > /dev/null 2>&1 || :';
const removeContainers =
  '  [ -z "${CIG_CONTAINERS:-}" ] || docker rm --force --volumes $CIG_CONTAINERS > /dev/null 2>&1 || :';
const removeNetwork = '  [ -z "${CIG_NETWORK:-}" ] || docker network rm "$CIG_NETWORK" > /dev/null 2>&1 || :';
const joinNetwork =
  '  [ -z "${CIG_NETWORK:-}" ] || set -- "$1" "$2" --network "$CIG_NETWORK" --network-alias "$1" "${@:3}"';
