import { reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { pins } from "../../../../plugins/lang/go/pins.ts";
import { plan, use } from "./planning.ts";

const facts = { version: "1.27.4", root: ".", lockfile: "go.sum" };
const input = (value: string | ReturnType<typeof reference>) => [
  { name: "version", value: { case: "text" as const, value: text(value) } },
];

describe('packages = ["go"]', () => {
  it("becomes toolchain, cache and download, in this order", async () => {
    expect(await plan(facts)).toEqual({
      expansions: [
        {
          use: "test/packages/go",
          steps: ["actions/setup-go go-version=1.27.4 cache=false", "cache go", "run go mod download"],
          caches: [
            { id: "go", paths: ["~/go/pkg/mod", "~/.cache/go-build"], key: ["go-1.27.4", "files go.sum"] },
          ],
          versions: ["go 1.27.4"],
        },
      ],
      remarks: [],
    });
  });

  it("downloads nothing for a module without dependencies", async () => {
    expect((await plan({ version: "1.27", root: "." })).expansions[0]).toMatchObject({
      steps: ["actions/setup-go go-version=1.27 cache=false", "cache go"],
      caches: [{ key: ["go-1.27", "files go.mod"] }],
    });
  });

  it("only sets up Go where nothing is to be installed", async () => {
    const off = {
      name: "install",
      value: { case: "other" as const, value: { kind: { case: "boolean" as const, value: false } } },
    };
    expect((await plan(facts, [use({ inputs: [off] })])).expansions[0]).toMatchObject({
      steps: ["actions/setup-go go-version=1.27.4 cache=false"],
      caches: [],
    });
  });

  it("resolves a range against its table, and says so", async () => {
    const { expansions, remarks } = await plan({ root: ".", "version.constraint": ">=1.25.0" });
    expect(expansions[0]!.versions).toEqual(["go 1.27"]);
    expect(remarks).toEqual(["GO203 jobs.test.packages"]);
  });

  it("leaves Go as it is where nothing is stated, and says so", async () => {
    const { expansions, remarks } = await plan({});
    expect(expansions[0]).toMatchObject({ steps: [], versions: [] });
    expect(remarks).toEqual(["GO201 jobs.test.packages"]);
  });

  it("caches a workspace by the checksums of all its modules", async () => {
    const workspace = { ...facts, workspace: "go.work", "[api].root": "api" };
    const { expansions } = await plan(workspace, [use({ workingDirectory: "api" })]);
    expect(expansions[0]!.caches[0]!.key).toEqual(["go-1.27.4", "files **/go.sum"]);
    expect(expansions[0]!.steps.at(-1)).toBe("run go mod download (in .)");
  });

  it("works in the module of its folder, or the only one that there is", async () => {
    const only = { "[api].root": "api", "[api].lockfile": "api/go.sum", "[api].version": "1.26" };
    const step = "run go mod download";
    expect((await plan(only, [use({ workingDirectory: "api" })])).expansions[0]!.steps.at(-1)).toBe(step);
    expect((await plan(only)).expansions[0]!.steps.at(-1)).toBe(`${step} (in api)`);
    expect((await plan(only)).expansions[0]!.caches[0]!.id).toBe("go-api");
  });

  it("keeps what is compiled where each system has it", async () => {
    const paths = async (more: Parameters<typeof use>[0]) =>
      (await plan(facts, [use(more)])).expansions[0]!.caches[0]!.paths;
    expect(await paths({ os: "macos" })).toEqual(["~/go/pkg/mod", "~/Library/Caches/go-build"]);
    expect(await paths({ axes: ["os"] })).toHaveLength(4);
  });
});

describe("the version that a job gets", () => {
  const first = async (more: Parameters<typeof use>[0]) =>
    (await plan(facts, [use(more)])).expansions[0]!.versions[0];

  it("is the input before the matrix before the facts", async () => {
    expect(await first({ inputs: input("1.26"), axes: ["go"] })).toBe("go 1.26");
    expect(await first({ inputs: input(">=1.20") })).toBe("go 1.27");
    expect(await first({ inputs: input("stable") })).toBe("go stable");
    expect(await first({ inputs: input(reference("matrix.lang")) })).toBe("go {matrix.lang}");
    expect(await first({ axes: ["go-version"] })).toBe("go {matrix.go-version}");
    expect(await first({})).toBe("go 1.27.4");
  });

  it.each(["newest; rm", "<1.5"])("is refused where it is %j", async (value) => {
    expect((await plan(facts, [use({ inputs: input(value) })])).remarks).toEqual([
      "GO205 jobs.test.packages",
    ]);
  });
});

describe("plan", () => {
  it("pins every action to a whole commit", () => {
    for (const { pin, version } of Object.values(pins)) {
      expect(pin).toMatch(/^[0-9a-f]{40}$/);
      expect(version).toMatch(/^v\d+\.\d+\.\d+$/);
    }
  });

  it("says the same whatever the order of uses and facts", async () => {
    const uses = [
      use({ id: "b/packages/go", job: "b", axes: ["go"] }),
      use({ id: "a/packages/go", job: "a" }),
    ];
    const reversed = Object.fromEntries(Object.entries(facts).reverse());
    expect(await plan(reversed, [...uses].reverse())).toEqual(await plan(facts, uses));
  });
});
