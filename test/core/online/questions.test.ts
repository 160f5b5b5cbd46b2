import { create } from "@bufbuild/protobuf";
import { expect, it } from "vitest";
import { questionsOf } from "../../../core/online/questions.ts";
import { literalText } from "../../../core/plan/resolver.ts";
import { OutputSchema } from "../../../proto/gen/cig/plugin/v1/project_pb.ts";

const native = (uses: string, version: string, pin = "", provider = "github") => ({
  kind: { case: "native" as const, value: { provider, uses, version, pin } },
});

const output = create(OutputSchema, {
  provider: "github",
  jobs: [
    {
      id: "test",
      image: { image: literalText("postgres:16") },
      services: [{ name: "db", image: literalText(`postgres:15@sha256:${"a".repeat(64)}`) }],
      steps: [
        native("acme/deploy/sub", "v2.1"),
        native("acme/deploy", "v2"),
        native("acme/fixed", "v1.0.0", "b".repeat(40)),
        native("./local", "v1"),
        native("acme/elsewhere", "v1", "", "buildkite"),
        native("https://example.com/tools/lint", "v3"),
      ],
    },
  ],
});

it("asks for what is written by a version or a tag, once for each line of versions, and for what is pinned", () => {
  const pin = { version: "v7.0.1", digest: "c".repeat(40) };
  const used = { key: "actions/checkout@v7", provider: "github", name: "actions/checkout", pin };
  expect(questionsOf([output], [used])).toEqual([
    { key: "acme/deploy@v2", provider: "github", name: "acme/deploy", wanted: ["v2", "v2.1"] },
    { key: "actions/checkout@v7", provider: "github", name: "actions/checkout", wanted: ["v7"] },
    {
      key: "https://example.com/tools/lint@v3",
      provider: "github",
      name: "https://example.com/tools/lint",
      wanted: ["v3"],
    },
    { key: "postgres:16", provider: "", name: "postgres:16", wanted: [] },
  ]);
});
