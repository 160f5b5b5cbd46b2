import { everywhere, type Finding, type Rule } from "../rule.ts";
import { expressionsIn, namesIn, untrustedName } from "../workflow/expressions.ts";
import { scriptsIn } from "../workflow/scripts.ts";
import type { Entry, Job, Provider, Step, Workflow } from "../workflow/workflow.ts";

export const untrustedScript: Rule = {
  code: "SEC008",
  title: "Untrusted value becomes part of a script",
  level: "error",
  providers: everywhere,
  *find(workflow) {
    for (const job of workflow.jobs)
      for (const step of job.steps)
        for (const script of scriptsIn(step))
          for (const { source, line } of expressionsIn(script.value)) {
            const name = untrustedName(source) ?? untrustedVariable(source, step, job, workflow);
            if (name) yield at({ ...script, line: script.textLine + line }, name, source);
          }
    yield* pastedIn(workflow);
  },
};

/** What others than GitHub paste; how it is handed over instead is theirs, too. */
function* pastedIn({ provider, jobs }: Workflow): Iterable<Finding> {
  for (const { steps } of jobs)
    for (const { run, pasted = [] } of steps)
      for (const { source, kind, line } of pasted)
        if (run && kind === "untrusted")
          yield {
            at: { ...run, line },
            message: `\`${source}\` is pasted into the script before it runs, so that whoever chooses it can run commands.`,
            hint: `${handOver[provider]}; in cig.toml {{ … }} in a run does just that.`,
          };
}

const handOver: Record<Provider, string> = {
  github: 'Hand it over in a variable, and write "$VALUE" in the script',
  circleci:
    'Hand it over in a variable, environment = { VALUE = "<< … >>" }, and write "$VALUE" in the script',
  buildkite: "Write $$NAME, so that it is the shell that reads the variable",
  jenkins: "Use single quotes, so that it is the shell that reads the variable: sh 'echo \"$NAME\"'",
};

export const untrustedEnvironment: Rule = {
  code: "SEC011",
  title: "Untrusted value is written to the environment of later steps",
  level: "error",
  providers: ["github"],
  *find(workflow) {
    for (const job of workflow.jobs)
      for (const step of job.steps) {
        const script = String(step.run?.value ?? "");
        const file = /\bGITHUB_(?:ENV|PATH)\b/.exec(script)?.[0];
        if (!file || !step.run) continue;
        const name = untrustedIn(step, job, workflow, script);
        if (!name) continue;
        const line = step.run.textLine + script.slice(0, script.indexOf(file)).split("\n").length - 1;
        yield {
          at: { ...step.run, line },
          message: `\`${name}\` reaches ${file}: whoever chooses it can set PATH, LD_PRELOAD and the like for all later steps.`,
          hint: "Hand it on as an output of the step, and to the steps that need it through their env.",
        };
      }
  },
};

function at(node: Finding["at"], name: string, source: string): Finding {
  return {
    at: node,
    message: `\`\${{ ${source} }}\` is pasted into the script before it runs, so that whoever chooses \`${name}\` can run commands.`,
    hint: `Hand it over in a variable:\n  env = { VALUE = "…" }\nand write "$VALUE" in the script; in cig.toml {{ … }} in a run does just that.`,
  };
}

/** `${{ env.TITLE }}` is as bad as what TITLE stands for. */
function untrustedVariable(source: string, step: Step, job: Job, workflow: Workflow): string | undefined {
  for (const name of namesIn(source)) {
    const variable = /^env\.(.+)$/.exec(name)?.[1];
    const entry =
      variable &&
      [...step.env, ...job.env, ...workflow.env].find(({ key }) => key.toLowerCase() === variable);
    const found = entry && untrustedEntry(entry);
    if (found) return found;
  }
  return undefined;
}

function untrustedIn(step: Step, job: Job, workflow: Workflow, script: string): string | undefined {
  for (const { source } of expressionsIn(script)) {
    const name = untrustedName(source);
    if (name) return name;
  }
  for (const entry of [...step.env, ...job.env, ...workflow.env]) {
    const name = untrustedEntry(entry);
    if (name && new RegExp(`(?:\\$\\{?|\\$env:|%)${asPattern(entry.key)}\\b`, "i").test(script)) return name;
  }
  return undefined;
}

function untrustedEntry({ node }: Entry): string | undefined {
  for (const { source } of expressionsIn(node.value)) {
    const name = untrustedName(source);
    if (name) return name;
  }
  return undefined;
}

function asPattern(name: string): string {
  return name.replace(/[^\w]/g, "\\$&");
}
