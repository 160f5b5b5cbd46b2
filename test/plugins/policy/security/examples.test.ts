import { create, ValidateRequestSchema } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { rules } from "../../../../plugins/policy/security/rules/rules.ts";
import { validate } from "../../../../plugins/policy/security/validate.ts";
import type { Provider } from "../../../../plugins/policy/security/workflow/workflow.ts";
import { tab, txt } from "../../provider/github/requests.ts";
import { examples } from "./examples.ts";

const files: Record<Provider, string> = {
  github: ".github/workflows/ci.yml",
  circleci: ".circleci/config.yml",
  buildkite: ".buildkite/pipeline.yml",
  jenkins: "Jenkinsfile",
};

describe("the rules of policy/security", () => {
  it("are SEC001 to SEC025, in their order", () => {
    const all = Array.from({ length: 25 }, (_, index) => `SEC${String(index + 1).padStart(3, "0")}`);
    expect(rules.map(({ code }) => code)).toEqual(all);
  });

  it("have a bad and a good example for each provider that they concern, and for no other", () => {
    const stated = Object.fromEntries(rules.map(({ code, providers }) => [code, [...providers].sort()]));
    const shown = Object.fromEntries(
      Object.entries(examples).map(([code, byProvider]) => [code, Object.keys(byProvider).sort()]),
    );
    expect(shown).toEqual(stated);
  });

  for (const [code, byProvider] of Object.entries(examples))
    for (const [provider, { bad, good }] of Object.entries(byProvider)) {
      it(`${code} finds the bad example of ${provider}`, async () => {
        expect(await codesIn(provider as Provider, bad, code)).toContain(code);
      });
      it(`${code} has nothing against the good example of ${provider}`, async () => {
        expect(await codesIn(provider as Provider, good, code)).not.toContain(code);
      });
    }
});

async function codesIn(provider: Provider, content: string, code: string): Promise<string[]> {
  const policy = { entries: [{ key: "levels", value: tab({ [code]: txt("error") }) }] };
  const request = create(ValidateRequestSchema, {
    files: [{ path: files[provider], content, provider }],
    policy: policy as never,
  });
  return ((await validate(request)).diagnostics ?? []).map((each) => each.code ?? "");
}
