import { hasErrors } from "../diagnostic/diagnostic.ts";
import type { Invocation } from "./invocation.ts";
import { diagnosticJson, toJson } from "./json.ts";
import { type Run, runFor } from "./run-pipeline.ts";

/** `cig validate`: everything but writing. */
export async function run(invocation: Invocation): Promise<number> {
  const { arguments: given, terminal, reporter } = invocation;
  const run = await runFor(invocation, "files");
  reporter.diagnostics(run.diagnostics, run.root);
  const failed = hasErrors(run.diagnostics);
  if (given.has("json")) terminal.out.write(toJson(validateDocument(run)));
  else if (!failed) terminal.out.write(verdict(run));
  return failed ? 1 : 0;
}

function validateDocument({ diagnostics, files, plan }: Run): object {
  return {
    schema: "cig.validate/1",
    diagnostics: diagnostics.map(diagnosticJson),
    files: files.map(({ path, owners }) => ({
      path,
      owner: owners[0],
      provider: plan?.outputs.find((output) => output.path === path)?.provider,
    })),
  };
}

function verdict({ files, plan, config }: Run): string {
  const jobs = plan?.outputs.reduce((sum, { jobs }) => sum + jobs.length, 0) ?? 0;
  const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  return `${config?.file ?? "cig.toml"} is valid: ${count(jobs, "job")} in ${count(files.length, "file")}.\n`;
}
