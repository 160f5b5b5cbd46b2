import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { detect } from "../../../core/detect/detect.ts";
import type { Host, InstalledPlugin } from "../../../core/host/host.ts";
import type { Manifest } from "../../../core/manifest.ts";
import type { Repo } from "../../../core/repo/repo.ts";
import { type DetectRequest, DetectResponseSchema } from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";

describe("detect", () => {
  it("hands each plugin the files of its own globs, and the content of those that it reads", async () => {
    const told = await seen(
      [
        plugin("lang/a", { reads: ["**/a.txt"], lists: ["**/*.lock"] }),
        plugin("lang/b", { reads: ["b.txt"], lists: [] }),
      ],
      ["a.txt", "b.txt", "deep/down/a.txt", "deep/x.lock", "other.md"],
    );
    expect(told).toEqual({
      "lang/a": ["a.txt=content of a.txt", "deep/down/a.txt=content of deep/down/a.txt", "deep/x.lock"],
      "lang/b": ["b.txt=content of b.txt"],
    });
  });

  it("lets a plugin's own exclusions hold for that plugin alone", async () => {
    const told = await seen(
      [
        plugin("lang/a", { reads: ["**/a.txt", "!old/**"], lists: [] }),
        plugin("lang/b", { reads: ["**/a.txt"], lists: [] }),
      ],
      ["a.txt", "old/a.txt"],
    );
    expect(told).toEqual({
      "lang/a": ["a.txt=content of a.txt"],
      "lang/b": ["a.txt=content of a.txt", "old/a.txt=content of old/a.txt"],
    });
  });

  it("does not ask a plugin for which there is no file, nor hand over decoys and what is ignored", async () => {
    const told = await seen(
      [plugin("lang/a", { reads: ["**/a.txt"], lists: [] })],
      ["fixtures/a.txt", "legacy/a.txt"],
      ["legacy/**"],
    );
    expect(told).toEqual({});
  });
});

describe("a plugin with a condition", () => {
  const condition = { files: ["**/go.mod"], words: ["golang"], wordsIn: ["**/.tool-versions"] };
  const globs = { reads: ["**/go.mod", "**/.tool-versions", "Dockerfile"], lists: ["**/*_test.go"] };

  it("is not asked where neither a file nor a word speaks for it", async () => {
    const go = plugin("lang/go", { ...globs, detect: condition });
    expect(await seen([go], ["Dockerfile", "a_test.go", ".tool-versions"])).toEqual({});
  });

  it("is asked with all of its files where one of them is there", async () => {
    const go = plugin("lang/go", { ...globs, detect: condition });
    expect(await seen([go], ["Dockerfile", "a_test.go", "api/go.mod"])).toEqual({
      "lang/go": ["Dockerfile=content of Dockerfile", "a_test.go", "api/go.mod=content of api/go.mod"],
    });
  });

  it("is asked where a word stands in one of the files that may hold it, in any case, and nowhere else", async () => {
    const words = { files: [], words: ["of .tool"], wordsIn: ["**/.tool-versions"] };
    const loud = plugin("lang/a", { ...globs, detect: words });
    const elsewhere = plugin("lang/b", { ...globs, detect: { ...words, words: ["of dockerfile"] } });
    const anywhere = plugin("lang/c", { ...globs, detect: { files: [], words: ["of dockerfile"] } });
    const told = await seen([loud, elsewhere, anywhere], ["Dockerfile", ".tool-versions"]);
    expect(Object.keys(told)).toEqual(["lang/a", "lang/c"]);
  });

  it("is not asked for what lies in decoys or is ignored", async () => {
    const go = plugin("lang/go", { ...globs, detect: condition });
    expect(await seen([go], ["Dockerfile", "fixtures/go.mod", "old/go.mod"], ["old/**"])).toEqual({});
  });
});

describe("a file that is too large to be read", () => {
  it("is still listed for a plugin that lists it, too", async () => {
    const shown: string[] = [];
    const call = async ({ name }: InstalledPlugin, _hook: string, { files }: DetectRequest) => {
      shown.push(...files.map(({ path, listedOnly }) => `${name}: ${path} ${listedOnly}`));
      return { ok: true, response: create(DetectResponseSchema), memo: "off" };
    };
    const plugins = [
      plugin("lang/a", { reads: ["**/*.lock"], lists: ["**/*.lock"] }),
      plugin("lang/b", { reads: ["**/*.lock"], lists: [] }),
    ];
    const repo = { paths: ["yarn.lock"], read: async () => undefined } as unknown as Repo;
    await detect({ plugins, call } as unknown as Host, repo, []);
    expect(shown).toEqual(["lang/a: yarn.lock true"]);
  });
});

describe("a folder that turns out to be material", () => {
  /** Each Cargo.toml and each pyproject.toml is a root; every plugin counts the files that it was shown. */
  async function found(paths: string[]) {
    const shown: string[][] = [];
    const call = async ({ name }: InstalledPlugin, _hook: string, { files }: DetectRequest) => {
      shown.push([name, String(files.length)]);
      const tool = name.replace("lang/", "");
      const facts = files.map(({ path }) => {
        const folder = path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : ".";
        const key = folder === "." ? `${tool}.root` : `${tool}[${folder}].root`;
        return { key, value: folder, confidence: 1 };
      });
      return { ok: true, response: create(DetectResponseSchema, { facts }), memo: "off" };
    };
    const plugins = [
      plugin("lang/rust", { reads: ["**/Cargo.toml"], lists: [] }),
      plugin("lang/python", { reads: ["**/pyproject.toml"], lists: [] }),
    ];
    const read = async () => new Uint8Array();
    const host = { plugins, call } as unknown as Host;
    const { facts } = await detect(host, { paths, read } as unknown as Repo, []);
    return { facts: facts.map(({ key, confidence }) => `${key} ${confidence}`), shown };
  }

  it("is taken away, and whoever was shown it is asked again", async () => {
    const cases = ["one", "two", "three"].map((name) => `checker/cases/${name}/pyproject.toml`);
    const { facts, shown } = await found(
      ["Cargo.toml", "checker/Cargo.toml", ...cases, "pyproject.toml"].sort(),
    );
    expect(facts).toEqual(["python.root 1", "rust.root 1", "rust[checker].root 1"]);
    expect(shown).toEqual([
      ["lang/rust", "2"],
      ["lang/python", "4"],
      ["lang/python", "1"],
    ]);
  });

  it("stays as a guess where its place only makes it doubtful", async () => {
    const { facts, shown } = await found(["Cargo.toml", "tools/bench/pyproject.toml"]);
    expect(facts).toEqual(["python[tools/bench].root 0.5", "rust.root 1"]);
    expect(shown).toHaveLength(2);
  });
});

function plugin(name: string, globs: Pick<Manifest, "reads" | "lists" | "detect">): InstalledPlugin {
  return { name, manifest: { hooks: ["detect"], ...globs } } as unknown as InstalledPlugin;
}

/** What each plugin was handed: `path=content`, or the path alone where it was only listed. */
async function seen(plugins: InstalledPlugin[], paths: string[], ignore: string[] = []) {
  const told: Record<string, string[]> = {};
  const call = async ({ name }: InstalledPlugin, _hook: string, { files }: DetectRequest) => {
    told[name] = files.map(({ path, content, listedOnly }) =>
      listedOnly ? path : `${path}=${new TextDecoder().decode(content)}`,
    );
    return { ok: true, response: create(DetectResponseSchema), memo: "miss" };
  };
  const host = { plugins, call } as unknown as Host;
  const read = async (path: string) => new TextEncoder().encode(`content of ${path}`);
  await detect(host, { paths, read } as unknown as Repo, ignore);
  return told;
}
