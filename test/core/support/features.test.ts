import { describe, expect, it } from "vitest";
import { features } from "../../../core/support/features.ts";

/** The rows as people agreed on them: manifests of others are written against these words. */
const agreed = `
on.push on.push.branches on.push.branches_ignore on.push.tags on.push.paths on.push.paths_ignore on.pull_request
on.pull_request.types on.pull_request.branches on.pull_request.paths on.pull_request.paths_ignore on.merge_queue
on.schedule on.schedule.timezone on.manual on.manual.inputs on.release
workflows.several workflow.permissions workflow.concurrency workflow.concurrency.cancel workflow.env gate skip.native_store commands
job.name job.stage job.needs job.needs_any job.matrix job.matrix.include job.matrix.exclude job.matrix.objects
job.matrix.fail_fast job.matrix.no_fail_fast job.matrix.max_parallel job.matrix.runner job.matrix.image
job.matrix.services job.matrix.toolchain
job.os.macos job.os.windows job.arch.arm64 job.image job.image.options job.image.credentials job.services
job.services.ready job.services.options job.services.credentials
job.env job.secrets job.permissions job.environment job.environment.url job.oidc job.oidc.audience job.oidc.env job.if
job.if.failure job.if.always job.if.cancelled job.if.matches job.if.outputs job.timeout job.retry
job.retry.exit_statuses job.retry.runner_lost job.retry.timeout job.continue_on_error job.concurrency
job.concurrency.cancel job.outputs job.parallelism job.shard job.shard.timings job.approval job.approval.approvers
job.skip_if
checkout.none checkout.depth checkout.ref checkout.submodules checkout.lfs checkout.path checkout.persist_credentials
step.name step.if step.if.failure step.if.always step.if.outputs step.env step.working_directory step.timeout
step.continue_on_error step.background step.retry step.approve step.outputs step.native step.toolchain
step.shell.sh step.shell.pwsh step.shell.powershell step.shell.cmd step.shell.python
artifact.upload artifact.download artifact.retention artifact.if_missing artifact.workspace cache cache.files_key
cache.restore_keys cache.save.always cache.save.trusted_refs cache.save.never
report.junit report.coverage report.summary report.annotations
name.git.sha name.git.branch name.git.tag name.git.ref name.git.default_branch name.pr.number name.pr.title
name.pr.author name.pr.head_branch name.pr.base_branch name.run.id name.run.number name.run.attempt name.run.url
name.run.actor name.run.event name.runner.temp name.workspace
provider_options`;

describe("the features of the language", () => {
  it("are those that were agreed on", () => {
    expect(features.map(({ id }) => id).sort()).toEqual(agreed.trim().split(/\s+/).sort());
  });

  it("have titles that tell them apart", () => {
    const titles = features.map(({ title }) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });
});
