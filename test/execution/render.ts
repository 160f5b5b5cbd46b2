import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { write } from "./world.ts";

const cig = fileURLToPath(new URL("../../dist/cig.cjs", import.meta.url));

const outputs: Readonly<Record<string, string>> = {
  github: ".github/workflows/ci.yml",
  circleci: ".circleci/config.yml",
  buildkite: ".buildkite/pipeline.yml",
  jenkins: "Jenkinsfile",
};

/** All files of a repository after `cig render` for one provider; throws what cig says when it refuses. */
export function renderFor(
  provider: string,
  toml: string,
  files: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), "cig-render-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const all = { "main.txt": "here\n", ...files };
  for (const [path, content] of Object.entries(all)) write(join(folder, path), content);
  writeFileSync(
    join(folder, "cig.toml"),
    `${toml}\n[[outputs]]\nprovider = "${provider}"\npath = "${outputs[provider]}"\n`,
  );
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  execFileSync("git", ["add", "--all", "--force"], { cwd: folder });
  const done = spawnSync(process.execPath, [cig, "render"], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME },
  });
  if (done.status !== 0) throw new Error(`cig render: ${done.status}\n${done.stdout}${done.stderr}`);
  const paths = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude=.cig"], {
    cwd: folder,
    encoding: "utf8",
  });
  return Object.fromEntries(
    paths
      .split("\n")
      .filter((path) => path !== "")
      .map((path) => [path, readFileSync(join(folder, path), "utf8")]),
  );
}
