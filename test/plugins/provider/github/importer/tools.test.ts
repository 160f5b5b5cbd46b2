import { describe, expect, it } from "vitest";
import { jobsOf, stepsOf } from "./workflows.ts";

const make = "- run: make\n";

function step(uses: string, inputs: string) {
  return stepsOf(`${make}- uses: ${uses}\n  with: { ${inputs} }\n`)[1]!;
}

describe("a step that makes a tool available", () => {
  it("is the step of cig's own plugin, wherever it stands", () => {
    expect(
      stepsOf(`${make}- name: Node
  id: node
  if: always()
  uses: actions/setup-node@v4
  with: { node-version: 22 }
`),
    ).toEqual([
      { run: "make" },
      {
        name: "Node",
        id: "node",
        if: "always()",
        uses: "lang/node",
        with: { version: "22", install: false },
      },
    ]);
  });

  it.each([
    ["actions/setup-node@v4", "node-version: 22, cache: yarn", { cache: "yarn" }],
    ["actions/setup-node@v6", "node-version: 22, check-latest: true", { "check-latest": true }],
    ["actions/setup-python@v5", "python-version: '3.12', cache: pip", { cache: "pip" }],
    ["actions/setup-go@v5", "go-version: '1.22'", { cache: true }],
    ["actions/setup-java@v4", "java-version: 21, distribution: zulu, cache: maven", { cache: "maven" }],
  ])("says beside it what cig has no word for: %s with %s", (uses, inputs, hatch) => {
    expect(step(uses, inputs)).toMatchObject({
      uses: expect.stringMatching(/^lang\//),
      with: { install: false },
      provider: { github: { with: hatch } },
    });
  });

  it("has no more than Rust's own lists, and the toolchain that its branch is called", () => {
    expect(step("dtolnay/rust-toolchain@master", "toolchain: '1.85', components: 'clippy, rustfmt'")).toEqual(
      {
        uses: "lang/rust",
        with: { version: "1.85", components: ["clippy", "rustfmt"], targets: [], install: false },
      },
    );
    expect(stepsOf(`${make}- uses: dtolnay/rust-toolchain@nightly\n`)[1]).toEqual({
      uses: "lang/rust",
      with: { version: "nightly", components: [], targets: [], install: false },
    });
  });

  it("has the other SDKs of .NET below the first", () => {
    expect(step("actions/setup-dotnet@v5", 'dotnet-version: "10.0.x\\n9.0.x\\n8.0.x\\n"')).toMatchObject({
      with: { version: "10.0.x", runtimes: ["9.0", "8.0"] },
    });
  });

  it("asks for Erlang's versions as cig does", () => {
    const [elixir, otp] = ["elixir-version: 1.18.4", "otp-version: 27.3"];
    expect(step("erlef/setup-beam@v1", `${elixir}, ${otp}, version-type: strict`)).toMatchObject({
      with: { version: "1.18.4", otp_version: "27.3" },
    });
    expect(step("erlef/setup-beam@v1", `${elixir}, ${otp}`)).toHaveProperty("native");
  });

  it.each([
    ["it installs, too", "ruby/setup-ruby@v1", "ruby-version: '3.3', bundler-cache: true"],
    ["it writes who may publish", "actions/setup-node@v4", "node-version: 22, registry-url: 'https://x.io'"],
    ["it is for another processor", "actions/setup-python@v5", "python-version: '3.12', architecture: x86"],
    ["it is a range that cig would decide", "actions/setup-go@v5", "go-version: '^1.22'"],
    ["its caches were other ones then", "actions/setup-go@v3", "go-version: '1.22'"],
    ["nobody knows what it does by itself", `actions/setup-go@${"a".repeat(40)}`, "go-version: '1.22'"],
    ["a file says the version", "actions/setup-node@v4", "node-version-file: .nvmrc"],
    ["cig would ask in another order", "actions/setup-dotnet@v5", 'dotnet-version: "10.0.x\\n8.0.x\\n9.0.x"'],
    ["the run decides what it brings", "dtolnay/rust-toolchain@master", "toolchain: '${{ vars.RUST }}'"],
  ])("stays GitHub's where %s", (_why, uses, inputs) => {
    expect(step(uses, inputs)).toHaveProperty("native");
  });

  it("stays GitHub's in a job that is carried step by step", () => {
    const workflow =
      "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n" +
      "      - uses: actions/setup-node@v4\n        with: { node-version: 22 }\n";
    expect(jobsOf(workflow, ["test"]).test!.steps).toEqual([
      { native: { github: { uses: "actions/setup-node@v4", with: { "node-version": 22 } } } },
    ]);
  });
});

describe("a checkout", () => {
  it("says beside it how it fetches", () => {
    expect(stepsOf("- uses: actions/checkout@v4\n  with: { filter: 'tree:0', fetch-depth: 0 }\n")).toEqual([
      {
        checkout: { depth: 0, persist_credentials: true },
        provider: { github: { with: { filter: "tree:0" } } },
      },
    ]);
  });

  it.each(["repository: acme/other", "token: '${{ secrets.PAT }}'", "sparse-checkout: docs"])(
    "stays GitHub's with %s",
    (input) => {
      expect(stepsOf(`- uses: actions/checkout@v4\n  with: { ${input} }\n`)[0]).toHaveProperty("native");
    },
  );
});
