import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../core/config/config.ts";
import { seedExample } from "./seed-example.ts";

/** Each diagnostic stands inside the text, and is whole. */
function expectSound(source: string): void {
  const { value, diagnostics } = parseConfig("cig.toml", source);
  expect(value === undefined).toBe(diagnostics.some(({ level }) => level === "error"));
  const lines = source.split("\n").map((line) => line.replace(/\r$/, ""));
  for (const { at, message, hint } of diagnostics) {
    expect(at!.sourceLine).toBe(lines[at!.line - 1]);
    expect(at!.column).toBeGreaterThanOrEqual(1);
    expect(at!.column).toBeLessThanOrEqual(at!.sourceLine!.length + 1);
    expect(at!.endColumn!).toBeGreaterThan(at!.column);
    expect(message).not.toContain("\0");
    expect(hint ?? "").not.toContain("\0");
    expect(message).not.toMatch(/undefined|Invalid input|\[object/);
  }
}

describe("parseConfig", () => {
  it("points at the end of the line where a text ends in the middle of CRLF", () => {
    expectSound('[project]\r\nname = "x\r\n"\r\n');
    expectSound(`${seedExample.slice(0, 783)}\r\n${seedExample.slice(786)}`);
  });

  it("says something sound about any damage to a file", () => {
    const damage = fc.constantFrom(
      "",
      '"',
      "[",
      "]",
      "{",
      "}",
      "=",
      "\n",
      "1",
      "true",
      "-",
      ".",
      "{{",
      "\\",
      "#",
      "ä",
      "2020-01-01",
      "\r\n",
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(seedExample.length), fc.nat(6), damage), { minLength: 1, maxLength: 3 }),
        (edits) => {
          let source = seedExample;
          for (const [at, length, text] of edits)
            source = source.slice(0, at) + text + source.slice(at + length);
          expectSound(source);
        },
      ),
      { numRuns: 1500 },
    );
  });

  it("says something sound when a value is of another kind", () => {
    const others = fc.constantFrom(
      "1",
      "1.5",
      "true",
      '""',
      '"x"',
      "[]",
      "{}",
      "[[]]",
      "[{}]",
      "{ a = 1 }",
      '["a", 1]',
      "2020-01-01",
      "nan",
    );
    const keys = [
      "version",
      "project",
      "variables",
      "on",
      "on.push",
      "on.schedule",
      "on.manual",
      "on.manual.inputs.x",
      "env",
      "permissions",
      "concurrency",
      "jobs",
      "jobs.a",
      "jobs.a.needs",
      "jobs.a.matrix",
      "jobs.a.matrix.include",
      "jobs.a.matrix.x",
      "jobs.a.packages",
      "jobs.a.packages.ruby",
      "jobs.a.steps",
      "jobs.a.services",
      "jobs.a.services.x",
      "jobs.a.image",
      "jobs.a.runner",
      "jobs.a.os",
      "jobs.a.env",
      "jobs.a.env.A",
      "jobs.a.secrets",
      "jobs.a.environment",
      "jobs.a.if",
      "jobs.a.timeout",
      "jobs.a.concurrency",
      "jobs.a.artifacts",
      "jobs.a.uses_artifacts",
      "jobs.a.outputs",
      "jobs.a.checkout",
      "jobs.a.shell",
      "jobs.a.inputs",
      "jobs.a.skip_if",
      "jobs.a.provider",
      "jobs.a.provider.github",
      "jobs.a.extends",
      "services.x",
      "caches.x",
      "caches.x.restore_keys",
      "runners.x",
      "runners.x.os",
      "runners.x.github",
      "outputs",
      "plugins",
      'plugins."a/b"',
      "policy",
      "policy.levels",
      "policy.waivers",
      "detect",
      "gate",
      "provider",
      "provider.github",
      "profiles.x",
      "templates.x",
      "templates.x.extends",
      "workflows",
      "include",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...keys), others, (key, other) =>
        expectSound(key === "version" ? `version = ${other}\n` : `version = "0.2"\n${key} = ${other}\n`),
      ),
      { numRuns: 1500 },
    );
  });

  it("says something sound about any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 60 }), expectSound));
  });
});
