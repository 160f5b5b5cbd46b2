import { expect, it } from "vitest";
import { patchScript } from "../../../../../core/cli/adopt/words/patch-script.ts";

it("a script that is what was rendered becomes what was edited; its last line end stays as it was", () => {
  expect(patchScript("make test", "make test", "make check")).toBe("make check");
  expect(patchScript("a\nb\n", "a\nb", "a\nc")).toBe("a\nc\n");
  expect(patchScript("a", "a", "a\nb\n")).toBe("a\nb\n");
});

it("where a line was rendered as another one, the lines around it are changed all the same", () => {
  const own = "npm ci\necho {{ git.branch }}\nnpm test\n";
  const rendered = 'npm ci\necho "${CIG_GIT_BRANCH}"\nnpm test\n';
  expect(patchScript(own, rendered, rendered.replace("npm test", "npm run all"))).toBe(
    own.replace("npm test", "npm run all"),
  );
  expect(patchScript(own, rendered, `${rendered}more\n`)).toBe(`${own}more\n`);
  expect(patchScript(own, rendered, rendered.replace("npm ci\n", ""))).toBe(own.replace("npm ci\n", ""));
});

it("a line that is not there, or there twice, cannot be told", () => {
  expect(patchScript("echo {{ git.branch }}\n", 'echo "$B"\n', "echo\n")).toBeUndefined();
  expect(patchScript("a\nb\na\n{{ x }}", "a\nb\na\nx", "a\nb\nc\nx")).toBeUndefined();
});
