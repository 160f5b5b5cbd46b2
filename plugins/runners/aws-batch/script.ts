import type { Machine } from "./machine.ts";

/**
 * The script that starts one machine: it learns how the machine's agent is to be started, submits a job to AWS Batch, and
 * looks whether that is taken. It fails, and says why, wherever the machine would not come: its job would wait for it.
 */
export function launchScript(provider: string, machine: Machine): string {
  const lines = [
    "set -uo pipefail",
    "umask 077",
    provider === "github"
      ? 'fail() { echo "::error::$1"; exit 1; }'
      : `fail() { printf '%s\\n' "$1" >&2; exit 1; }`,
    "temp=$(mktemp -d)",
    "trap 'rm -rf \"$temp\"' EXIT",
    'command -v aws > /dev/null || fail "There is no command aws here, which starts the machine: install it, or name another launcher of the runner."',
    ...access[machine.credentials],
    "batch() { # batch COMMAND…",
    '  aws batch "$@" --region "$CIG_BATCH_REGION" ${CIG_BATCH_ENDPOINT:+--endpoint-url "$CIG_BATCH_ENDPOINT"} --output text',
    "}",
    "random() { od -An -N6 -tx1 /dev/urandom | tr -d ' \\n'; }",
    "name=${CIG_BATCH_MACHINE:0:40}-$(random)",
    'pair() { printf \'{"name":"%s","value":"%s"}\' "$1" "$2"; }',
    ...(agents[provider] ?? []),
    ...submit,
    ...watch,
  ];
  return `${lines.join("\n")}\n`;
}

const access: Readonly<Record<Machine["credentials"], readonly string[]>> = {
  secrets: [
    'if [ -z "$AWS_ACCESS_KEY_ID" ] || [ -z "$AWS_SECRET_ACCESS_KEY" ]; then',
    '  fail "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are not set: pull requests of forks get no secrets, and start no machine. Else set them among the secrets."',
    "fi",
  ],
  role: [
    '[ -n "${AWS_ID_TOKEN:-}" ] || fail "There is no identity token in AWS_ID_TOKEN to take on the role with: pull requests of forks get none, and start no machine."',
    'printf %s "$AWS_ID_TOKEN" > "$temp/token"',
    "export AWS_ROLE_ARN=$CIG_BATCH_ROLE AWS_WEB_IDENTITY_TOKEN_FILE=$temp/token AWS_ROLE_SESSION_NAME=cig",
  ],
  machine: [],
};

/** What the agent is told: `environment`, and for people `repository` and `run`. */
const agents: Readonly<Record<string, readonly string[]>> = {
  github: [
    'command -v curl > /dev/null || fail "There is no command curl here to ask GitHub with: install it, or name another launcher of the runner."',
    '[ -n "$CIG_RUNNER_TOKEN" ] || fail "There is no token to register a runner with: pull requests of forks get no secrets, and start no machine. Else set the secret that token of the runner names."',
    "label=$CIG_BATCH_MACHINE-$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT",
    "place=${CIG_RUNNER_ORGANIZATION:+orgs/$CIG_RUNNER_ORGANIZATION}",
    "place=${place:-repos/$GITHUB_REPOSITORY}",
    'printf \'{"name":"%s","runner_group_id":%s,"labels":["%s"%s],"work_folder":"_work"}\' \\',
    '  "$name" "$CIG_RUNNER_GROUP" "$label" "${CIG_RUNNER_LABELS:-}" > "$temp/runner.json"',
    'status=$(printf \'header = "Authorization: Bearer %s"\\n\' "$CIG_RUNNER_TOKEN" |',
    '  curl -sS -K - --max-time 60 -o "$temp/answer.json" -w \'%{http_code}\' -X POST --data "@$temp/runner.json" \\',
    "    -H 'Accept: application/vnd.github+json' -H 'X-GitHub-Api-Version: 2022-11-28' \\",
    '    "$GITHUB_API_URL/$place/actions/runners/generate-jitconfig") || fail "$GITHUB_API_URL cannot be reached."',
    'if [ "$status" != 201 ]; then',
    '  why=$(sed -n \'s/.*"message" *: *"\\([^"]*\\)".*/\\1/p\' "$temp/answer.json" | head -n 1)',
    '  fail "GitHub registers no runner for $place (status $status: ${why:-it does not say why}). The token needs the right to administer it: Administration: write of the repository, or Self-hosted runners: write of the organization."',
    "fi",
    'config=$(sed -n \'s/.*"encoded_jit_config" *: *"\\([^"]*\\)".*/\\1/p\' "$temp/answer.json")',
    '[ -n "$config" ] || fail "GitHub has registered a runner, and does not say how to start it."',
    'environment=$(pair ACTIONS_RUNNER_INPUT_JITCONFIG "$config")',
    "repository=$GITHUB_REPOSITORY run=$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID",
  ],
  buildkite: [
    'tags="queue=$CIG_RUNNER_QUEUE,machine=$CIG_BATCH_MACHINE-$BUILDKITE_BUILD_ID"',
    'environment=$(pair BUILDKITE_AGENT_NAME "$name"),$(pair BUILDKITE_AGENT_TAGS "$tags")',
    "environment=$environment,$(pair BUILDKITE_AGENT_DISCONNECT_AFTER_JOB true)",
    'environment=$environment,$(pair BUILDKITE_AGENT_DISCONNECT_AFTER_IDLE_TIMEOUT "$CIG_BATCH_IDLE_SECONDS")',
    "repository=$BUILDKITE_PIPELINE_SLUG run=$BUILDKITE_BUILD_URL",
  ],
  circleci: [
    'environment=$(pair CIRCLECI_RUNNER_NAME "$name"),$(pair CIRCLECI_RUNNER_MODE single-task)',
    'environment=$environment,$(pair CIRCLECI_RUNNER_IDLE_TIMEOUT "${CIG_BATCH_IDLE_SECONDS}s"),$(pair CIRCLECI_RUNNER_MAX_RUN_TIME 5h)',
    "repository=${CIRCLE_PROJECT_USERNAME:-}/${CIRCLE_PROJECT_REPONAME:-} run=${CIRCLE_BUILD_URL:-}",
  ],
};

/** Batch tries nothing again: an agent of one job cannot start twice. */
const submit: readonly string[] = [
  'printf \'{"environment":[%s]%s}\' "$environment" \\',
  '  "${CIG_BATCH_RESOURCES:+,\\"resourceRequirements\\":[$CIG_BATCH_RESOURCES]}" > "$temp/overrides.json"',
  '[ "$(wc -c < "$temp/overrides.json")" -le 8192 ] || fail "What the agent has to be told is longer than the 8192 characters that AWS takes."',
  "tag() { printf '%s' \"${1//[^A-Za-z0-9 _.:\\/=+@-]/_}\" | cut -c 1-256; }",
  'printf \'{"cig-repository":"%s","cig-run":"%s","cig-machine":"%s"}\' \\',
  '  "$(tag "$repository")" "$(tag "$run")" "$(tag "$CIG_BATCH_MACHINE")" > "$temp/tags.json"',
  'job=$(batch submit-job --job-name "$name" --job-queue "$CIG_BATCH_QUEUE" --job-definition "$CIG_BATCH_DEFINITION" \\',
  '  --container-overrides "file://$temp/overrides.json" --tags "file://$temp/tags.json" \\',
  '  --retry-strategy attempts=1 --timeout "attemptDurationSeconds=$CIG_BATCH_SECONDS" \\',
  '  ${CIG_BATCH_SHARE:+--share-identifier "$CIG_BATCH_SHARE"} --query jobId) ||',
  '  fail "AWS Batch takes no job for the queue $CIG_BATCH_QUEUE. What it says stands above."',
];

/** What cannot work fails in the first moments. A machine that has to be made first takes minutes, and is not waited for. */
const watch: readonly string[] = [
  "for ((look = 0; look < 15; look++)); do",
  "  state=$(batch describe-jobs --jobs \"$job\" --query 'jobs[0].[status,statusReason]') ||",
  '    fail "AWS Batch does not say what became of the job $job. What it says stands above."',
  "  case $state in",
  "    FAILED*) fail \"The machine cannot start: ${state#*$'\\t'} (job $job of AWS Batch).\" ;;",
  '    SUCCEEDED*) fail "The machine has ended before its job came, so that it runs no agent: look at the definition $CIG_BATCH_DEFINITION (job $job of AWS Batch)." ;;',
  "    RUNNABLE* | STARTING* | RUNNING*) break ;;",
  "  esac",
  "  sleep 2",
  "done",
  "echo \"The machine $name is on its way: job $job of AWS Batch, ${state%%$'\\t'*}.\"",
];
