import { everywhere, type Finding, type Rule } from "../rule.ts";
import { expressionsIn, secretName } from "../workflow/expressions.ts";
import { lineOf } from "../workflow/scripts.ts";
import type { Node, Step } from "../workflow/workflow.ts";

export const downloadedScript: Rule = {
  code: "SEC019",
  title: "Downloaded script runs unchecked",
  level: "warning",
  providers: everywhere,
  *find({ jobs }) {
    for (const { steps } of jobs)
      for (const { run } of steps) {
        const line = lineOf(run, isPipedToShell);
        if (run && line !== undefined)
          yield {
            at: { ...run, line },
            message: "Whatever the server sends at that moment runs with the job's secrets.",
            hint: "Download it to a file, compare its sha256sum with one in the script, and run the file; or use a pinned action.",
          };
      }
  },
};

export const missingTimeout: Rule = {
  code: "SEC021",
  title: "Job has no timeout",
  level: "warning",
  providers: ["github", "buildkite", "jenkins"],
  *find({ provider, jobs }) {
    for (const job of jobs)
      if (!job.hasTimeout && !job.uses)
        yield {
          at: job.node,
          message: `The job "${job.id}" may hang ${provider === "github" ? "for six hours" : "until somebody sees it"}.`,
          hint: `Write [jobs.${job.id}] timeout = 30.`,
        };
  },
};

export const privilegedContainer: Rule = {
  code: "SEC024",
  title: "Container or script has the machine in its hands",
  level: "warning",
  providers: everywhere,
  *find({ jobs }) {
    for (const { images, steps } of jobs) {
      for (const { options, volumes } of images) {
        if (options && isPrivileged(String(options.value))) yield privileged(options);
        for (const volume of volumes) if (/docker\.sock/.test(String(volume.value))) yield privileged(volume);
      }
      for (const step of steps) yield* judgeStep(step);
    }
  },
};

function* judgeStep(step: Step): Iterable<Finding> {
  const { run } = step;
  const container = lineOf(
    run,
    (line) => /\b(?:docker|podman)\s+(?:run|create|exec)\b/.test(line) && isPrivileged(line),
  );
  if (run && container !== undefined) yield privileged({ ...run, line: container });
  const traced = lineOf(run, (line) =>
    /(?:^|[;&\s])set\s+-[a-wyz]*x|\bset\s+-o\s+xtrace\b|\bbash\s+-[a-z]*x/.test(line),
  );
  const hasSecret = step.env.some(({ node }) =>
    expressionsIn(node.value).some(({ source }) => secretName(source)),
  );
  if (run && traced !== undefined && hasSecret)
    yield {
      at: { ...run, line: traced },
      message:
        "The script prints its commands, and with them what it makes of the step's secrets, into the log.",
      hint: "Take out set -x.",
    };
}

function privileged(at: Node): Finding {
  return {
    at,
    message: "The container can do everything on the machine, which makes it no container.",
    hint: "Take out --privileged and the docker socket, or add the one capability that is needed with --cap-add.",
  };
}

function isPrivileged(text: string): boolean {
  return (
    /(?:^|\s)--privileged(?!=false)\b/.test(text) ||
    /docker\.sock/.test(text) ||
    /--cap-add[= ](?:ALL|(?:CAP_)?SYS_ADMIN)\b/i.test(text) ||
    /--(?:pid|userns)[= ]host\b/.test(text)
  );
}

function isPipedToShell(line: string): boolean {
  const shell =
    "(?:sudo\\s+(?:-\\S+\\s+)*)?(?:env\\s+)?(?:\\w+=\\S*\\s+)*(?:/\\S*/)?(?:(?:ba|da|z|k)?sh|python3?|ruby|node|perl)\\b";
  return (
    new RegExp(`\\b(?:curl|wget)\\b[^\\n|]*\\|(?!\\|)\\s*${shell}`).test(line) ||
    /\b(?:ba|z|k|da)?sh\s+(?:-\S+\s+)*(?:<\(|["']?\$\()\s*(?:curl|wget)\b/.test(line) ||
    /(?:^|[\s;])(?:source|\.|eval)\s+(?:<\(|["']?\$\()\s*(?:curl|wget)\b/.test(line) ||
    /\b(?:iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b[^\n|]*\|\s*(?:iex|Invoke-Expression)\b/i.test(line)
  );
}
