import { describe, expect, it } from "vitest";
import { placed } from "../../../core/support/places.ts";

const feature = { id: "job.services", title: "`services`", find: () => [] };
const toml = { jobs: { test: { services: ["search.v2", "db"], retry: 2 } } };

describe("the place of a use", () => {
  it("is the first form that cig.toml has", () => {
    const use = [
      ["jobs", "test", "retry", "on"],
      ["jobs", "test", "retry"],
    ];
    expect(placed(feature, use, toml)).toEqual({ subject: ["jobs", "test", "retry"], isStated: true });
  });

  it("is the index of a name in a list", () => {
    const use = [["jobs", "test", "services", "db"]];
    expect(placed(feature, use, toml)).toEqual({
      subject: ["jobs", "test", "services", "1"],
      isStated: true,
    });
  });

  it("is the first form where no key says it, and then it is somebody's wish unless cig asks by itself", () => {
    const use = [["jobs", "test", "timeout"], ["timeout"]];
    expect(placed(feature, use, toml)).toEqual({ subject: ["jobs", "test", "timeout"], isStated: true });
    expect(placed({ ...feature, canBeDefault: true }, use, toml)).toEqual({
      subject: ["jobs", "test", "timeout"],
      isStated: false,
    });
  });

  it("is no property that objects have by nature", () => {
    expect(placed({ ...feature, canBeDefault: true }, [["constructor"]], toml).isStated).toBe(false);
  });
});
