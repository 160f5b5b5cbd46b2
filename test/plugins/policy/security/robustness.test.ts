import { create, ValidateRequestSchema } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { validate } from "../../../../plugins/policy/security/validate.ts";
import { examples } from "./examples.ts";

const contents = Object.values(examples).flatMap((byProvider) =>
  Object.entries(byProvider).flatMap(([provider, { bad, good }]) => [
    { provider, content: bad },
    { provider, content: good },
  ]),
);

const judged = async (provider: string, content: string) => {
  const path = provider === "github" ? ".github/workflows/ci.yml" : "ci";
  return (await validate(create(ValidateRequestSchema, { files: [{ provider, path, content }] })))
    .diagnostics!;
};

describe("policy/security", () => {
  it("never fails on a part of a file, and names only places that the file has", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...contents), fc.nat(), fc.nat(), async (one, from, length) => {
        const start = from % one.content.length;
        const content = one.content.slice(0, start) + one.content.slice(start + (length % 40));
        const lines = content.split("\n").length;
        for (const { location } of await judged(one.provider, content)) {
          expect(location!.line).toBeGreaterThan(0);
          expect(location!.line).toBeLessThanOrEqual(lines);
        }
      }),
      { numRuns: 600 },
    );
  });

  it("never fails on what has other types than it expects", async () => {
    const odd = fc.constantFrom("null", "3", "[]", "{}", "[[a]]", "{a: {b: c}}", '"x"', "true");
    const keys = [
      "jobs",
      "steps",
      "docker",
      "orbs",
      "workflows",
      "commands",
      "env",
      "plugins",
      "on",
      "depends_on",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom("github", "circleci", "buildkite", "jenkins"),
        fc.array(fc.tuple(fc.constantFrom(...keys), odd), { maxLength: 6 }),
        odd,
        async (provider, pairs, inner) => {
          const nested = `jobs: {a: ${inner}, b: {steps: [${inner}], docker: [${inner}]}}\nsteps: [${inner}, {plugins: ${inner}, command: ${inner}, depends_on: ${inner}}]\nworkflows: {w: {jobs: [${inner}]}}\n`;
          await judged(provider, nested);
          await judged(provider, pairs.map(([key, value]) => `${key}: ${value}\n`).join(""));
        },
      ),
      { numRuns: 300 },
    );
  });
});
