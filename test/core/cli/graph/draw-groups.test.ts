import { describe, expect, it } from "vitest";
import type { Node } from "../../../../core/cli/graph/draw.ts";
import { drawGroups } from "../../../../core/cli/graph/draw-groups.ts";

const node = (id: string, needs: string[] = [], needsAny: string[] = []): Node => ({
  id,
  needs,
  needsAny,
  variants: 1,
  copies: 1,
  isApproved: false,
  runner: "",
});

const groups = [
  { workflow: "default", nodes: [node("build"), node("test", ["build"])] },
  { workflow: 'night"ly', nodes: [node("build"), node("fuzz", [], ["build"])] },
];

describe("drawGroups", () => {
  it("writes each workflow by itself, a job of both in both", () => {
    expect(drawGroups("text", groups)).toBe(
      'Workflow default\nAt once\n  build\nThen (2)\n  test after build\n\nWorkflow night"ly\nAt once\n  build\nThen (2)\n  fuzz after any of build\n',
    );
  });

  it("draws a box for each workflow, with names that are unique in the picture", () => {
    expect(drawGroups("mermaid", groups)).toBe(`graph LR
  subgraph w1 ["default"]
    w1j1["build"]
    w1j2["test"]
    w1j1 --> w1j2
  end
  subgraph w2 ["night#quot;ly"]
    w2j1["build"]
    w2j2["fuzz"]
    w2j1 -.-> w2j2
  end
`);
    expect(drawGroups("dot", groups)).toBe(`digraph cig {
  rankdir=LR;
  node [shape=box];
  subgraph cluster_1 {
    label="default";
    "default/build" [label="build"];
    "default/test" [label="test"];
    "default/build" -> "default/test";
  }
  subgraph cluster_2 {
    label="night\\"ly";
    "night\\"ly/build" [label="build"];
    "night\\"ly/fuzz" [label="fuzz"];
    "night\\"ly/build" -> "night\\"ly/fuzz" [style=dashed];
  }
}
`);
  });
});
