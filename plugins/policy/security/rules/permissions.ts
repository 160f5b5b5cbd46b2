import type { Finding, Rule } from "../rule.ts";
import type { Node } from "../workflow/workflow.ts";

export const noPermissions: Rule = {
  code: "SEC006",
  title: "Workflow does not state its permissions",
  level: "warning",
  providers: ["github"],
  *find({ root, permissions, jobs }) {
    if (permissions !== undefined || jobs.every((job) => job.permissions !== undefined)) return;
    yield {
      at: root,
      message:
        "Without permissions the token gets what the repository's settings say, which may be everything.",
      hint: 'Write at the top of cig.toml:\n  [permissions]\n  contents = "read"',
    };
  },
};

export const widePermissions: Rule = {
  code: "SEC007",
  title: "Permissions are wider than a job needs",
  level: "error",
  providers: ["github"],
  *find({ permissions, jobs }) {
    if (permissions) yield* judgeTop(permissions);
    for (const { id, permissions: own } of jobs)
      if (own?.value === "write-all")
        yield {
          at: own,
          message: `The job "${id}" may write everything that the token can reach.`,
          hint: `Name what it needs:\n  [jobs.${id}.permissions]\n  contents = "read"`,
        };
  },
};

function* judgeTop(permissions: Node): Iterable<Finding> {
  if (permissions.value === "write-all")
    yield {
      at: permissions,
      message: "Every job may write everything that the token can reach.",
      hint: 'Write [permissions] contents = "read", and what a job needs more at that job.',
    };
  if (!(permissions.value instanceof Map)) return;
  const written = [...permissions.value]
    .filter(([, access]) => access === "write")
    .map(([scope]) => String(scope));
  if (written.length > 0)
    yield {
      at: permissions,
      message: `Every job may write ${written.join(", ")}, also those that run other people's code.`,
      hint: `Move it to the job that needs it:\n  [jobs.<id>.permissions]\n${written.map((scope) => `  ${scope} = "write"`).join("\n")}`,
    };
}
