import { describe, expect, it } from "vitest";
import { create, Level, remarksOf, UseSchema } from "../../sdk/index.ts";

const { remarkAt, remarkOn } = remarksOf({
  ZIG101: [Level.WARNING, "File cannot be read"],
  ZIG205: [Level.ERROR, "Wrong input"],
});

describe("the remarks of a plugin", () => {
  it("are about a line of the repository", () => {
    expect(remarkAt("ZIG101", "build.zig", 3, "It is empty.", "Fill it.")).toEqual({
      level: Level.WARNING,
      code: "ZIG101",
      title: "File cannot be read",
      message: "It is empty.",
      hint: "Fill it.",
      location: { file: "build.zig", line: 3 },
    });
  });

  it("are about a key of cig.toml, or what asks there", () => {
    const subject = ["jobs", "test", "packages"];
    const wrong = remarkOn("ZIG205", subject, "No.", "Yes.");
    expect(wrong).toMatchObject({ level: Level.ERROR, title: "Wrong input", location: { subject } });
    const use = create(UseSchema, { job: "test" });
    expect(remarkOn("ZIG205", use, "No.", "Yes.")).toMatchObject({
      location: { subject: expect.arrayContaining(["jobs", "test"]) },
    });
  });
});
