import type { Case, Expectation } from "./case.ts";
import { all, says, script, step } from "./expect.ts";

function checkout(feature: string, setting: string, expect: Expectation): Case {
  return {
    feature: `checkout.${feature}`,
    toml: `[jobs.test]\nsteps = [{ run = "make test" }]\ncheckout = { ${setting} }\n`,
    at: `jobs.test.checkout.${feature}`,
    expect,
  };
}

/** How a job gets its sources. */
export const checkoutCases: readonly Case[] = [
  {
    feature: "checkout.none",
    toml: '[jobs.test]\nsteps = [{ run = "make test" }]\ncheckout = false\n',
    at: "jobs.test.checkout",
    expect: all(script("test", "make test"), ({ table }) =>
      table.workflows.some(({ jobs }) =>
        jobs.some(({ steps }) => steps.some(({ kind }) => kind === "checkout")),
      )
        ? ['The job "test" gets the sources.']
        : [],
    ),
  },
  checkout("depth", "depth = 0", step("test", "checkout", { depth: 0 })),
  checkout("ref", 'ref = "release/1.x"', step("test", "checkout", { ref: "release/1.x" })),
  checkout("submodules", "submodules = true", step("test", "checkout", { submodules: true })),
  checkout("lfs", "lfs = true", step("test", "checkout", { lfs: true })),
  checkout("path", 'path = "sources/shop"', all(step("test", "checkout"), says("sources/shop"))),
  checkout("persist_credentials", "persist_credentials = true", step("test", "checkout")),
];
