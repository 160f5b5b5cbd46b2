import { describe, expect, it } from "vitest";
import { preflight } from "../../core/preflight.ts";
import { installFixture, testHost } from "./host/fixtures.ts";

const signature = "ab".repeat(32);

describe("the preflight hook", () => {
  it("makes work run, and leaves none out by what it says", async () => {
    const { host } = testHost([await installFixture("wants-to-run")]);
    const variants = ["lint", "nightly", "broken"].map((id) => ({ id, signature }));
    const reasons = await preflight(host, variants);
    await host.close();
    expect([...reasons]).toEqual([
      ["nightly", 'misbehaving/wants-to-run says "the moon is full"'],
      ["broken", "the plugin misbehaving/wants-to-run failed when it was asked"],
    ]);
  });

  it("makes everything run where a plugin that has a say is not there", async () => {
    const { host } = testHost([]);
    const reasons = await preflight(host, [{ id: "lint", signature }], ["acme/gone"]);
    await host.close();
    expect([...reasons]).toEqual([["lint", "the plugin acme/gone, which has a say in this, is not there"]]);
  });
});
