import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkOutputPath, checkOutputSet } from "../../../core/output/safe-path.ts";
import { tempFolder } from "./temp-folder.ts";

it.each([
  "Jenkinsfile",
  ".github/workflows/ci.yml",
  "deep/er/than/anything/a b.txt",
  ".gitlab-ci.yml",
  "x/.cigar",
  "sub/cig.toml",
])("takes %s", (path) => {
  expect(checkOutputPath(tempFolder(), path)).toBeUndefined();
});

it.each([
  ["", "it is empty"],
  ["/etc/passwd", "it is not relative to the repository"],
  ["../x", "it leaves the repository"],
  ["a/../../x", "it leaves the repository"],
  ["a//b", "it has an empty segment or `.`"],
  ["./a", "it has an empty segment or `.`"],
  ["a/", "it has an empty segment or `.`"],
  ["é.yml", "it has other characters than printable ASCII"],
  ["a\nb", "it has other characters than printable ASCII"],
  ["a\\b", 'it has one of the characters \\ : * ? " < > |'],
  ["C:x", 'it has one of the characters \\ : * ? " < > |'],
  [".git/hooks/pre-commit", "it lies in git's own folder"],
  ["sub/.GIT/config", "it lies in git's own folder"],
  ["git~1/config", "it lies in git's own folder"],
  [".git /config", "a part of it ends with a dot or a blank"],
  [".git./config", "a part of it ends with a dot or a blank"],
  [".cig/cache", "it lies in cig's own folder"],
  ["a/nul.txt", "a part of it is the name of a device on Windows"],
  ["cig.toml", "this file is the source, not an output"],
  ["CIG.lock", "this file is the source, not an output"],
])("refuses %j", (path, reason) => {
  expect(checkOutputPath(tempFolder(), path)).toEqual({
    level: "error",
    code: "CIG601",
    title: "Output path is not safe",
    message: `cig does not write to ${JSON.stringify(path)}: ${reason}.`,
    hint: "Choose another path in [[outputs]] of cig.toml.",
  });
});

it("refuses links, folders and files in the way, whether or not they lead outside", () => {
  const root = tempFolder({ file: "", "real/x": "" });
  mkdirSync(join(root, "folder"));
  symlinkSync("real", join(root, "inside"));
  symlinkSync("/tmp", join(root, "outside"));
  symlinkSync("nowhere", join(root, "dangling"));
  const reason = (path: string) => checkOutputPath(root, path)?.message.split(": ")[1];
  expect(checkOutputPath(root, "inside/y")?.hint).toBe(
    "Put an ordinary folder or file in its place, or choose another path in [[outputs]] of cig.toml.",
  );
  expect(reason("inside/y")).toBe('"inside" is a symbolic link.');
  expect(reason("outside/y")).toBe('"outside" is a symbolic link.');
  expect(reason("dangling")).toBe('"dangling" is a symbolic link.');
  expect(reason("file/y")).toBe('"file" is not a folder.');
  expect(reason("folder")).toBe("it is a folder or a special file.");
  expect(reason("folder/new/x")).toBeUndefined();
});

it("refuses sets that cannot all be written", () => {
  expect(checkOutputSet(["a", "b/c", "b/d"])).toEqual([]);
  expect(checkOutputSet(["a", "a", "b", "b/c/d"]).map(({ message }) => message)).toEqual([
    '"a" would be written twice.',
    '"b" would have to be a file and the folder of "b/c/d".',
  ]);
});
