import { nearest } from "../diagnostic/nearest.ts";

/** What to write instead of an unknown key: the nearest known one, another tool's word translated, or all. */
export function suggestKey(
  key: string,
  known: readonly string[],
  value: unknown,
  isTopLevel: boolean,
): string {
  const plain = key.replaceAll("-", "_").toLowerCase();
  const translated = (translations[plain] ?? []).find((word) => known.includes(word));
  const near = known.includes(plain) ? plain : (translated ?? nearest(key, known));
  if (near !== undefined) return didYouMean(near);
  if (isTopLevel && looksLikeJob(value)) return `A job is written [jobs.${key}].`;
  return `Known keys: ${known.join(", ")}.`;
}

export function didYouMean(word: string): string {
  return `Did you mean "${word}"?`;
}

/** Where to write what `on` of a job does not take, because it is decided before there are jobs. */
export function placeForEvents(path: readonly (string | number)[]): string | undefined {
  const from = path.lastIndexOf("on");
  if (from < 2 || !["jobs", "templates"].includes(String(path[from - 2]))) return undefined;
  const asked = path.slice(from + 1).join(".");
  if (/^(?:push|pull_request)\.paths(?:_ignore)?$/.test(asked))
    return `Write skip_if = { paths_unmodified = ["…"] } on the job, or move it to a workflow of its own: [workflows.ID] with on.${asked}.`;
  const place = Object.hasOwn(ofWorkflows, asked) ? ofWorkflows[asked] : undefined;
  return (
    place &&
    `Write it in [on], for all jobs, or move this one to a workflow: [workflows.ID] with on.${place}.`
  );
}

/** What an event has in `[on]`, and not in `on` of a job. */
const ofWorkflows: Record<string, string | undefined> = {
  "pull_request.types": "pull_request.types",
  release: "release.types",
  manual: "manual.inputs",
  schedule: "schedule",
};

function looksLikeJob(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    ["steps", "needs", "packages", "runner", "matrix"].some((key) => Object.hasOwn(value, key))
  );
}

/** Words of the providers, and of other tools, for what the language has. */
const translations: Record<string, readonly string[] | undefined> = {
  runs_on: ["runner"],
  agents: ["runner"],
  label: ["name"],
  resource_class: ["runner"],
  executor: ["runner"],
  pool: ["runner"],
  container: ["image"],
  docker: ["image"],
  strategy: ["matrix"],
  depends_on: ["needs"],
  requires: ["needs"],
  dependencies: ["needs"],
  run: ["steps"],
  script: ["run", "steps"],
  command: ["run"],
  commands: ["run", "steps"],
  cmd: ["run"],
  sh: ["run"],
  when: ["if"],
  condition: ["if"],
  only: ["if"],
  environment: ["env"],
  environment_variables: ["env"],
  vars: ["variables"],
  parameters: ["inputs", "variables"],
  timeout_minutes: ["timeout"],
  timeout_in_minutes: ["timeout"],
  allow_failure: ["continue_on_error"],
  soft_fail: ["continue_on_error"],
  working_dir: ["working_directory"],
  cwd: ["working_directory"],
  workdir: ["working_directory"],
  triggers: ["on"],
  workflow_dispatch: ["manual"],
  merge_group: ["merge_queue"],
  pr: ["pull_request"],
  pull_requests: ["pull_request"],
  cron: ["schedule"],
  schedules: ["schedule"],
  timezones: ["timezone"],
  tz: ["timezone"],
  tags: ["tag"],
  branch_ignore: ["branches_ignore"],
  cancel: ["cancel_in_progress"],
  key: ["key_parts"],
  keys: ["key_parts"],
  path: ["paths"],
  health: ["ready"],
  healthcheck: ["ready"],
  languages: ["packages"],
  tools: ["packages"],
  args: ["with"],
  upload: ["artifact"],
  upload_artifact: ["artifact"],
  store_artifacts: ["artifacts", "artifact"],
  download_artifact: ["download"],
  action: ["native", "uses"],
  orb: ["native"],
  extend: ["extends"],
  template: ["extends", "templates"],
  secret: ["secrets"],
  fetch_depth: ["depth"],
  retention: ["retention_days"],
  if_no_files_found: ["if_missing"],
  title: ["name"],
  parallel: ["parallelism"],
  shards: ["shard", "parallelism"],
  split: ["shard", "by"],
  split_by: ["by"],
  retries: ["retry", "max"],
  attempts: ["retry", "max"],
  max_attempts: ["max"],
  manual_approval: ["approval"],
  block: ["approval", "approve"],
  reviewers: ["approvers"],
  prompt: ["message"],
  id_token: ["oidc"],
  aud: ["audience"],
  store_test_results: ["reports", "report"],
  test_results: ["reports", "junit"],
  junit: ["reports", "report"],
  coverage: ["reports", "report"],
  persist_to_workspace: ["persist"],
  workspace: ["persist"],
  wait_for_any: ["needs_any"],
  async: ["background"],
  detach: ["background"],
  auth: ["credentials"],
};
