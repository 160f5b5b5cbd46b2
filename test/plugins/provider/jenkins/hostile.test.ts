import { Level, named, reference, text } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJenkins } from "../../../../plugins/provider/jenkins/reader/reader.ts";
import { compileGroovy, judgeJenkinsfile } from "../../../validators/jenkins.ts";
import { hostile } from "./hostile-texts.ts";
import { job, matrix, render, run } from "./requests.ts";

const step = (kind: string, value: object, more: object = {}) =>
  ({ ...more, kind: { case: kind, value } }) as never;

/** A file with two texts in every place that takes any. */
function everywhere(one: string, two: string) {
  return render({
    env: [named("A", one)],
    description: one,
    jobs: [
      job("a", {
        name: two,
        env: [named("B", two), named("R", `${one} `, reference("git.branch"), ` ${two}`)],
        approval: { message: text(one) } as never,
        concurrency: { group: text(two) } as never,
        timeoutMinutes: 5,
        steps: [
          run(`${one}\ntrue`, { name: two, env: [named("C", one)], workingDirectory: `x${two}` }),
          step("native", { provider: "jenkins", uses: "slackSend", with: [named("message", two)] }),
          step("checkout", { path: one, ref: text(two) }),
          run("later", { env: [named("S", "Bearer ", reference("secrets.TOKEN"), one)] }),
          run("beside", { background: true, name: one }),
        ],
      }),
      job("b", {
        ...matrix("b", { m: [one, `${one}x`] }),
        image: { image: text(two), env: [named("D", one.replace(/[\r\n\0]/g, ""))] } as never,
        env: [named("M", reference("matrix.m"))],
        needs: ["a"],
      }),
      job("c", {
        services: [
          { name: "s", image: text(two), env: [named("E", one), named("F.g", two)], ready: { command: one } },
        ] as never,
        steps: [
          step(
            "shard",
            { files: [one] },
            { env: [named("SHARD_FILES", "/x"), named("CIG_SHARD_INDEX", "0")] },
          ),
          run("x", { shell: "python", env: [named("TOOLCHAIN", two)] }),
        ],
      }),
    ],
  });
}

describe("a hostile text", () => {
  it("reaches every place byte for byte, and is never code", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (one, two) => {
        const { content, diagnostics } = await everywhere(one, two);
        expect(
          diagnostics.filter(({ level }) => level === Level.ERROR).map(({ message }) => message),
        ).toEqual([]);
        expect(judgeJenkinsfile(content)).toEqual([]);
        // Outside of literals and comments nothing is left that an author could have written.
        expect(bare(content)).not.toMatch(/["$\\`]|evil|[^\n\x20-\x7e]/);
        const [workflow] = readJenkins(new Map([["Jenkinsfile", content]])).workflows;
        const rowOf = (id: string) => workflow!.jobs.find((each) => each.id === id)!;
        const scripts = rowOf("a").steps.flatMap((each) => (each.kind === "run" ? [each] : []));
        expect(scripts[0]!.script).toBe(`${one}\ntrue`);
        expect(scripts[0]!.env).toEqual({
          A: one,
          B: two,
          C: one,
          R: `${one} {{ git.branch }} ${two}`,
        });
        expect(scripts[1]!.env.S).toBe(`Bearer {{ secrets.TOKEN }}${one}`);
        expect(rowOf("a").concurrency).toBe(two);
        const variants = workflow!.jobs.filter(({ id }) => id.startsWith("b"));
        expect(variants.map(({ image }) => image)).toEqual([two, two]);
        expect(
          variants.map(({ steps }) => (steps[0]?.kind === "run" ? steps[0].env.M : undefined)).sort(),
        ).toEqual([one, `${one}x`].sort());
        const [service] = rowOf("c").services;
        expect(service).toMatchObject({ image: two, env: { E: one, "F.g": two } });
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it("leaves a file that Groovy compiles, where that is installed", async () => {
    const pairs = fc.sample(fc.tuple(hostile, hostile), { numRuns: 25, seed: 11 });
    const files = await Promise.all(pairs.map(([one, two]) => everywhere(one, two)));
    const faults = compileGroovy(files.map(({ content }) => content));
    if (faults) expect(faults).toEqual([]);
  }, 120_000);

  it("of 64 KiB arrives, too", async () => {
    const long = `x'\\${"$é".repeat(33_000)}`;
    const { content } = await render({
      jobs: [job("a", { steps: [run(long, { env: [named("L", long)] })] })],
    });
    const [row] = readJenkins(new Map([["Jenkinsfile", content]])).workflows[0]!.jobs;
    expect(row!.steps[0]).toMatchObject({ script: long, env: { L: long } });
  });
});

/** The file without what is in quotes or behind slashes; written apart from the reader. */
function bare(content: string): string {
  return content.replace(/'''(?:\\[\s\S]|(?!''')[^\\])*'''|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*/g, "");
}
