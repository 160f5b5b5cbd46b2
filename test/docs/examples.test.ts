import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseConfig } from "../../core/config/config.ts";
import { openBundled, renderToml } from "../in-process.ts";
import { examples, readDocument, root } from "./documents.ts";

const bundled = await openBundled();
const all = examples();

describe("the documents' examples", () => {
  it("are found", () => {
    expect(all.length).toBeGreaterThan(10);
  });

  it("are marked as whole files wherever they state the version of the language", () => {
    for (const path of ["README.md", "docs/language.md", "docs/plugins.md", "docs/commands.md"]) {
      const blocks = readDocument(path).matchAll(/^```toml([^\n]*)\n([\s\S]*?)^```$/gm);
      for (const [, mark, source] of blocks)
        expect([path, source!.startsWith("version = ")]).toEqual([path, mark!.startsWith(" whole")]);
    }
  });

  it.each(all.map((each) => [each.title, each] as const))("%s is a cig.toml", (_title, { source }) => {
    expect(parseConfig("cig.toml", source).diagnostics).toEqual([]);
  });

  const planned = all.filter(({ isPlanned }) => isPlanned);
  it.each(planned.map((each) => [each.title, each] as const))("%s renders", async (_title, { source }) => {
    const { diagnostics, byProvider } = await renderToml(bundled, source, commonFiles);
    const ofProviders = [...byProvider.values()];
    const said = [...diagnostics, ...ofProviders.flatMap((own) => own.diagnostics)];
    expect(said.filter(({ level }) => level !== "info")).toEqual([]);
    expect(ofProviders.map(({ files }) => files.size)).not.toContain(0);
    expect(ofProviders).not.toEqual([]);
  });

  it("in the README give the lines that the README shows of the workflow", () => {
    const { source } = all.find(({ title }) => title.startsWith("README.md"))!;
    const folder = repository({ ...commonFiles, "cig.toml": source });
    cig(folder, "render", "--json");
    const rendered = readFileSync(join(folder, ".github/workflows/ci.yml"), "utf8").split("\n");
    const shown = /^```yaml\n([\s\S]*?)^```$/m.exec(readDocument("README.md"))![1]!.trimEnd().split("\n");
    // A line of only `# …` stands for what is left out; the rest stands there in this order.
    let from = 0;
    for (const line of shown.filter((each) => each.trim() !== "# …" && each !== "")) {
      const at = rendered.indexOf(line, from);
      expect([line, at >= from]).toEqual([line, true]);
      from = at + 1;
    }
  });
});

/** What the examples speak of: a repository in several languages. */
const commonFiles: Readonly<Record<string, string>> = {
  ".nvmrc": "22\n",
  ".python-version": "3.12\n",
  ".ruby-version": "3.3.6\n",
  Dockerfile: "FROM scratch\n",
  Gemfile: 'source "https://rubygems.org"\ngem "rspec"\n',
  "Gemfile.lock":
    "GEM\n  remote: https://rubygems.org/\n  specs:\n    rspec (3.13.0)\n\nDEPENDENCIES\n  rspec\n",
  Makefile: "test:\n\ttrue\n",
  "compose.yaml": "services:\n  redis:\n    image: redis:7\n  postgres:\n    image: postgres:16\n",
  "package-lock.json": '{ "name": "shop", "lockfileVersion": 3, "packages": {} }\n',
  "package.json": '{ "name": "shop", "private": true, "scripts": { "test": "node --test" } }\n',
  "requirements.txt": "requests==2.32.3\n",
  "src/app.ts": "export {};\n",
};

function repository(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-docs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  execFileSync("git", ["init", "--quiet", "--initial-branch=main"], { cwd: folder });
  return folder;
}

function cig(folder: string, ...args: string[]): string {
  const environment = { PATH: process.env.PATH, XDG_CACHE_HOME: process.env.XDG_CACHE_HOME };
  const done = spawnSync(process.execPath, [join(root, "dist/cig.cjs"), ...args], {
    cwd: folder,
    encoding: "utf8",
    env: environment,
  });
  return done.stdout;
}
