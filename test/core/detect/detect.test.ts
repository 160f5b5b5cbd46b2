import { create } from "@bufbuild/protobuf";
import { describe, expect, it } from "vitest";
import { detect } from "../../../core/detect/detect.ts";
import type { Host, InstalledPlugin } from "../../../core/host/host.ts";
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

function plugin(name: string, globs: { reads: string[]; lists: string[] }): InstalledPlugin {
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
