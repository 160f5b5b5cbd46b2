import { describe, expect, it } from "vitest";
import { detect } from "./repository.ts";

const module = (name: string) => `module acme.dev/${name}\n\ngo 1.25.0\n`;

describe("the modules of a repository", () => {
  it("are one at the top, with its checksums", async () => {
    const { facts, evidence, signals } = await detect({ "go.mod": module("shop"), "go.sum": null });
    expect(facts).toMatchObject({ "go.root": ".", "go.module": "acme.dev/shop", "go.lockfile": "go.sum" });
    expect(evidence["go.root"]).toEqual(["go.mod:3"]);
    expect(signals).toEqual(["go_detected"]);
  });

  it("of a workspace belong to it, and its commands name each", async () => {
    const { facts, evidence } = await detect({
      "go.work": "go 1.25.0\n\nuse (\n\t./api // ours\n\t./gone\n\t./lib/money\n)\n",
      "api/go.mod": module("api"),
      "api/main.go": null,
      "api/api_test.go": null,
      "lib/money/go.mod": module("money"),
    });
    expect(facts).toMatchObject({
      "go.root": ".",
      "go.workspace": "go.work",
      "workspace.members": "api, lib/money",
      "go[api].root": "api",
      "go[lib/money].root": "lib/money",
      "script.test": "go test ./api/... ./lib/money/...",
      "script.build": "go build ./api/... ./lib/money/...",
    });
    expect(evidence["workspace.members"]).toEqual(["go.work:4", "go.work:5", "go.work:6"]);
    expect(facts["go[api].script.test"]).toBeUndefined();
  });

  it("elsewhere are roots of their own", async () => {
    const { facts } = await detect({
      "backend/go.mod": module("backend"),
      "backend/.go-version": "1.26.3",
      "backend/backend_test.go": null,
    });
    expect(facts).toMatchObject({
      "go[backend].version": "1.26.3",
      "go[backend].script.test": "go test ./...",
    });
    expect(facts["go.root"]).toBeUndefined();
  });

  it.each([
    "tools/go.mod",
    "internal/tools/go.mod",
    "hack/go.mod",
    "_examples/go.mod",
    "docs/go.mod",
    "test/e2e/go.mod",
    "app_template/go.mod",
  ])("are none at %s", async (path) => {
    expect((await detect({ [path]: module("x") })).facts).toEqual({});
  });

  it("inside a module are guesses where there are many of them", async () => {
    const inside = (count: number) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, index) => [
          [`part${index}/go.mod`, module("part")],
          [`part${index}/x_test.go`, null],
        ]).flat(1) as [string, string | null][],
      );
    const few = await detect({ "go.mod": module("x"), ...inside(3) });
    expect(few.confidence["go[part0].script.test"]).toBe(0.9);
    const many = await detect({ "go.mod": module("x"), ...inside(4) });
    expect(many.confidence["go[part0].script.test"]).toBe(0.5);
  });
});
