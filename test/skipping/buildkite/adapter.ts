import { executeBuildkite } from "../../execution/buildkite/execute.ts";
import type { Adapter } from "../adapter.ts";
import { onDisk } from "../disk.ts";

/** Buildkite, which has no cache of its own that could keep markers. Its schedules start only what says so. */
export const buildkite: Adapter = {
  provider: "buildkite",
  output: ".buildkite/pipeline.yml",
  on: 'schedule = [{ cron = "0 3 * * *" }]',
  ...onDisk,
  run: executeBuildkite,
};
