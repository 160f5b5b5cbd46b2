import Ajv from "ajv";
import { parse } from "smol-toml";
import { describe, expect, it } from "vitest";
import { jsonSchema } from "../../../core/config/json-schema.ts";
import { seedExample } from "./seed-example.ts";

const validate = () => new Ajv({ strict: false, allErrors: true }).compile(JSON.parse(jsonSchema()));
const plain = (toml: string) => JSON.parse(JSON.stringify(parse(toml)));

describe("jsonSchema", () => {
  it("is what cig.schema.json holds (npx vitest run test/core/config/json-schema.test.ts -u writes it)", async () => {
    await expect(jsonSchema()).toMatchFileSnapshot("../../../cig.schema.json");
  });

  it("accepts the seed's example", () => {
    expect(validate()(plain(seedExample))).toBe(true);
  });

  it("refuses an unknown key, a missing version and a later key", () => {
    const check = validate();
    expect(check(plain('version = "0.2"\n[jobs.test]\nneed = ["a"]'))).toBe(false);
    expect(check({})).toBe(false);
    expect(check(plain('version = "0.2"\n[workflows.x]'))).toBe(false);
  });

  it("refuses a step with two actions, and one with none", () => {
    const check = validate();
    const job = (step: string) => plain(`version = "0.2"\n[jobs.test]\nsteps = [${step}]`);
    expect(check(job('{ run = "x" }'))).toBe(true);
    expect(check(job('{ run = "x", uses = "a/b" }'))).toBe(false);
    expect(check(job('{ name = "x" }'))).toBe(false);
  });

  it("documents every key", () => {
    const missing: string[] = [];
    const visit = (node: unknown, path: string) => {
      if (typeof node !== "object" || node === null) return;
      const { properties } = node as { properties?: Record<string, { description?: string; not?: object }> };
      for (const [key, value] of Object.entries(properties ?? {}))
        if (value.description === undefined) missing.push(`${path}.${key}`);
      for (const [key, value] of Object.entries(node)) visit(value, `${path}.${key}`);
    };
    visit(JSON.parse(jsonSchema()), "");
    expect(missing).toEqual([]);
  });
});
