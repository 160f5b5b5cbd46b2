import { describe, expect, it } from "vitest";
import { drawDot, drawMermaid, drawText, type Node } from "../../../../core/cli/graph/draw.ts";

const nodes: Node[] = [
  { id: "end", needs: [], variants: 1, runner: "" },
  { id: "test", needs: [], variants: 4, runner: "" },
  { id: "build", needs: ["end", "test"], variants: 1, runner: "" },
  { id: 'de"ploy', needs: ["build"], variants: 1, runner: "" },
];

describe("the graph of jobs", () => {
  it("is a list of levels as text", () => {
    expect(drawText(nodes)).toBe(
      'At once\n  end\n  test (4 variants)\nThen (2)\n  build after end, test\nThen (3)\n  de"ploy after build\n',
    );
    expect(drawText([])).toBe("There are no jobs.\n");
  });

  it("is a flow chart whose node names mean nothing to Mermaid", () => {
    expect(drawMermaid(nodes)).toBe(
      'graph LR\n  j1["end"]\n  j2["test (4 variants)"]\n  j3["build"]\n  j4["de#quot;ploy"]\n  j1 --> j3\n  j2 --> j3\n  j3 --> j4\n',
    );
  });

  it("is a digraph for Graphviz", () => {
    expect(drawDot(nodes).split("\n").slice(3)).toEqual([
      '  "end" [label="end"];',
      '  "test" [label="test (4 variants)"];',
      '  "build" [label="build"];',
      '  "de\\"ploy" [label="de\\"ploy"];',
      '  "end" -> "build";',
      '  "test" -> "build";',
      '  "build" -> "de\\"ploy";',
      "}",
      "",
    ]);
  });
});
