import type { Rule } from "../rule.ts";
import { expressionsIn, secretName } from "../workflow/expressions.ts";

/** Actions that take an identity token as well as a key, with the input of the key. */
const logins: readonly {
  action: RegExp;
  input: string;
  temporary?: string;
  cloud: string;
  instead: string;
}[] = [
  {
    action: /^aws-actions\/configure-aws-credentials@/i,
    input: "aws-secret-access-key",
    // A key with a session token ends by itself.
    temporary: "aws-session-token",
    cloud: "AWS",
    instead: "role-to-assume",
  },
  {
    action: /^google-github-actions\/auth@/i,
    input: "credentials_json",
    cloud: "Google Cloud",
    instead: "workload_identity_provider",
  },
  {
    action: /^azure\/login@/i,
    input: "creds",
    cloud: "Azure",
    instead: "client-id, tenant-id and subscription-id",
  },
];

export const staticCloudKey: Rule = {
  code: "SEC018",
  title: "Key of a cloud is kept as a secret",
  level: "warning",
  providers: ["github"],
  *find({ jobs }) {
    for (const { id, steps } of jobs)
      for (const step of steps) {
        const login = logins.find(({ action }) => action.test(String(step.uses?.value ?? "")));
        if (!login || step.with.some(({ key }) => key === login.temporary)) continue;
        const key = step.with.find((entry) => entry.key === login.input)?.node;
        if (!key || !expressionsIn(key.value).some(({ source }) => secretName(source))) continue;
        yield {
          at: key,
          message: `The key works for anybody who gets it, until somebody changes it; ${login.cloud} takes an identity token of the job, which is over in minutes.`,
          hint: `Write ${login.instead} instead of ${login.input}, and\n  [jobs.${id}.permissions]\n  contents = "read"\n  id-token = "write"`,
        };
      }
  },
};
