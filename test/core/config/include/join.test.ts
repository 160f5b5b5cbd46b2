import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { joinFiles, type Readable } from "../../../../core/config/include/join.ts";
import { parseFile } from "../../../../core/config/parsed-file.ts";

const file = (name: string, source: string) => parseFile(name, source) as Readable;

describe("joinFiles", () => {
  it("loses no key of any file, and finds each where it stands", () => {
    const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { maxLength: 8 });
    fc.assert(
      fc.property(names, fc.array(fc.nat(2), { minLength: 8, maxLength: 8 }), (keys, homes) => {
        const sources = ["", "", ""].map((_, index) => `# ${index}\n`);
        for (const [at, key] of keys.entries()) sources[homes[at]!] += `[jobs.${key}]\n`;
        const files = sources.map((source, index) => file(`${index}.toml`, source));
        const { unit, diagnostics } = joinFiles(files);
        expect(diagnostics).toEqual([]);
        expect(Object.keys((unit.table.jobs as object | undefined) ?? {}).sort()).toEqual([...keys].sort());
        for (const [at, key] of keys.entries())
          expect(unit.places.keyAt(["jobs", key])?.file).toBe(`${homes[at]}.toml`);
      }),
    );
  });

  it("tells every key that two files have, once", () => {
    const { diagnostics } = joinFiles([
      file(
        "a.toml",
        '[variables]\nA = "1"\nB = "1"\n[provider.github]\nx = 1\n[policy.levels]\nSEC001 = "off"',
      ),
      file(
        "b.toml",
        '[variables]\nA = "2"\n[provider.github]\nx = 2\ny = 1\n[policy.levels]\nSEC001 = "error"\nSEC002 = "off"',
      ),
    ]);
    expect(diagnostics.map(({ message }) => message)).toEqual([
      '"variables.A" is defined here, and in a.toml:2:1 too.',
      '"provider.github.x" is defined here, and in a.toml:5:1 too.',
      '"policy.levels.SEC001" is defined here, and in a.toml:7:1 too.',
    ]);
  });
});
