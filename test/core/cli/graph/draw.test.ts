import { describe, expect, it } from "vitest";
import { drawDot, drawMermaid, drawText, type Node } from "../../../../core/cli/graph/draw.ts";

const node = (id: string, more: Partial<Node> = {}): Node => ({
  id,
  needs: [],
  needsAny: [],
  variants: 1,
  copies: 1,
  isApproved: false,
  runner: "",
  ...more,
});

const nodes: Node[] = [
  node("end"),
  node("test", { variants: 4 }),
  node("build", { needs: ["end", "test"] }),
  node('de"ploy', { needs: ["build"] }),
];

const waiting: Node[] = [
  node("arm"),
  node("intel", { copies: 3 }),
  node("lint"),
  node("ship", { needs: ["lint"], needsAny: ["arm", "intel"], variants: 2, isApproved: true }),
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

  it("tells waiting for any job from waiting for all, and shows copies and approvals", () => {
    expect(drawText(waiting)).toBe(
      "At once\n  arm\n  intel (3 copies)\n  lint\nThen (2)\n  ship (2 variants, when a person agrees) after lint and any of arm, intel\n",
    );
    expect(drawMermaid(waiting).split("\n").slice(4)).toEqual([
      '  j4["ship (2 variants, when a person agrees)"]',
      "  j3 --> j4",
      "  j1 -.-> j4",
      "  j2 -.-> j4",
      "",
    ]);
    expect(drawDot(waiting)).toContain('"lint" -> "ship";\n  "arm" -> "ship" [style=dashed];\n');
  });
});
