import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkFragmentPaths } from "../../../core/host/fragment-paths.ts";
import { parseManifest } from "../../../core/manifest.ts";

const { value: manifest } = parseManifest(
  '[module]\nname = "acme/x"\nversion = "1.0.0"\nhooks = ["generate"]\noutputs = ["**/*.yml", ".github/**"]\n',
  "module.toml",
);
const plugin = { name: "acme/x", version: "1.0.0", manifest: manifest! };
const reasonOf = (path: string) =>
  checkFragmentPaths(plugin, [{ path }])[0]?.message.replace(
    /^.*?", |\. Nothing of this answer is used\.$/g,
    "",
  );

describe("a fragment's path", () => {
  it.each([
    "a.yml",
    "deep/er/b.yml",
    ".github/workflows/ci file.yml",
    ".gitlab-ci.yml",
    ".github/actions/x/action.yml",
  ])("may be %s", (path) => {
    expect(reasonOf(path)).toBeUndefined();
  });

  it.each([
    ["", "which is empty"],
    ["/etc/a.yml", "which is not relative to the repository"],
    ["\\\\host\\a.yml", "which is not relative to the repository"],
    ["C:/a.yml", "which is not relative to the repository"],
    ["~/a.yml", "which is not relative to the repository"],
    ["../a.yml", "which leads out of its folder by `..`"],
    ["a/../../b.yml", "which leads out of its folder by `..`"],
    ["./a.yml", "which is not in its plain form"],
    ["a//b.yml", "which is not in its plain form"],
    ["a/b.yml/", "which is not in its plain form"],
    ["a./b.yml", "which is not in its plain form"],
    ["a\\b.yml", "which has a character that not every file system takes"],
    ["ab:c.yml", "which has a character that not every file system takes"],
    [".git/a.yml", "which is inside `.git`"],
    ["sub/.GIT/hooks/a.yml", "which is inside `.git`"],
    ["GIT~1/a.yml", "which is inside `.git`"],
    ["ä.yml", "which is not printable ASCII"],
    ["a\n.yml", "which is not printable ASCII"],
    ["a\x1b[31m.yml", "which is not printable ASCII"],
    ["Jenkinsfile", "which is outside the outputs that its manifest declares (**/*.yml, .github/**)"],
  ])("may not be %j", (path, reason) => {
    expect(reasonOf(path)).toBe(reason);
  });

  it("never leaves the repository, whatever is tried", () => {
    const path = fc.array(fc.constantFrom("..", ".", "a", ".git", "", "b.yml", "\\", "C:", "/"), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(path, (parts) => {
        const path = parts.join("/");
        if (reasonOf(path) !== undefined) return true;
        const normal = new URL(path, "file:///root/").pathname;
        return normal === `/root/${path}` && !path.toLowerCase().split("/").includes(".git");
      }),
    );
  });

  it("is reported once, however many fragments it has", () => {
    expect(checkFragmentPaths(plugin, [{ path: "../x" }, { path: "../x" }])).toHaveLength(1);
  });

  it("is nowhere right for a plugin without outputs", () => {
    const none = { ...plugin, manifest: { ...plugin.manifest, outputs: [] } };
    expect(checkFragmentPaths(none, [{ path: "a.yml" }])[0]?.message).toContain(
      "and its manifest declares no outputs",
    );
  });
});
