import { everywhere, type Finding, type Rule } from "../rule.ts";
import { expressionsIn, secretName } from "../workflow/expressions.ts";
import { entriesOf, isCheckout, scriptsIn } from "../workflow/scripts.ts";
import type { Node } from "../workflow/workflow.ts";
import { credentialIn, looksRandom } from "./credentials.ts";

export const persistedCredentials: Rule = {
  code: "SEC012",
  title: "Checkout leaves the token behind",
  level: "warning",
  providers: ["github"],
  *find({ jobs }) {
    for (const { steps } of jobs)
      for (const step of steps) {
        if (!isCheckout(step)) continue;
        const persist = step.with.find(({ key }) => key === "persist-credentials");
        if (String(persist?.node.value) === "false") continue;
        yield {
          at: persist?.node ?? step.uses ?? step.node,
          message:
            "The job's token stays in the work tree, where every later step and every uploaded artifact can have it.",
          hint: "Write checkout = { persist_credentials = false }, and push with a token of that step where you must.",
        };
      }
  },
};

export const inheritedSecrets: Rule = {
  code: "SEC013",
  title: "All secrets are handed on",
  level: "warning",
  providers: ["github"],
  *find({ jobs }) {
    for (const { id, secrets } of jobs)
      if (secrets?.value === "inherit")
        yield {
          at: secrets,
          message: `The job "${id}" hands every secret of the repository to the workflow that it calls.`,
          hint: `Name them: [jobs.${id}.provider.github.secrets] NAME = "\${{ secrets.NAME }}".`,
        };
  },
};

export const hardCodedCredential: Rule = {
  code: "SEC014",
  title: "Credential stands in the file",
  level: "error",
  providers: everywhere,
  *find(workflow) {
    for (const { key, node } of entriesOf(workflow)) {
      const kind =
        credentialIn(String(node.value ?? "")) ??
        (looksRandom(key, String(node.value ?? "")) ? "a credential" : undefined);
      if (kind) yield found(node, kind);
    }
    for (const { images, steps } of workflow.jobs) {
      for (const { password } of images)
        if (password && expressionsIn(password.value).length === 0) yield found(password, "a password");
      for (const { run } of steps) {
        const kind = credentialIn(String(run?.value ?? ""));
        if (run && kind) yield found(run, kind);
      }
    }
  },
};

export const secretInScript: Rule = {
  code: "SEC015",
  title: "Secret becomes part of a script",
  level: "error",
  providers: ["github", "buildkite", "jenkins"],
  *find({ provider, jobs }) {
    for (const { steps } of jobs)
      for (const step of steps) {
        for (const { source, kind, line } of step.pasted ?? [])
          if (step.run && kind === "secret")
            yield {
              at: { ...step.run, line },
              message: `\`${source}\` is pasted into the script before it runs, so that its value stands in ${provider === "buildkite" ? "the uploaded pipeline" : "the script's file and in its command line"}, and quotes in it break the script.`,
              hint: `Let the shell read the variable: ${provider === "buildkite" ? "write $$NAME" : "write the script in single quotes"}.`,
            };
        for (const script of scriptsIn(step))
          for (const { source, line } of expressionsIn(script.value)) {
            const name = secretName(source);
            if (!name) continue;
            yield {
              at: { ...script, line: script.textLine + line },
              message: `\`${name}\` is pasted into the script, so that it stands in a file on the runner and quotes in it break the script.`,
              hint: 'Hand it over in a variable: env = { TOKEN = "{{ secrets.NAME }}" }, and write "$TOKEN" in the script.',
            };
          }
      }
  },
};

function found(at: Node, kind: string): Finding {
  return {
    at,
    message: `This looks like ${kind}, and everybody who can read the repository can use it.`,
    hint: "Revoke it, keep a new one as a secret of the repository, and write {{ secrets.NAME }}.",
  };
}
