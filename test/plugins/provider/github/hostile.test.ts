import { named, text } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { judgeWorkflow } from "../../../validators/github.ts";
import { job, render, run, tab, txt } from "./requests.ts";

const nasty = [
  "${{ secrets.X }}",
  "${{",
  "}}",
  "$${{ x",
  "{{ x }}",
  "'",
  '"',
  "\\",
  "\n",
  "\r\n",
  "\r",
  "\t",
  " ",
  "#",
  ": ",
  "- ",
  "? ",
  "&a",
  "*a",
  "!!str",
  "|",
  ">",
  "%",
  "@",
  "`",
  "---",
  "...",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\u00a0",
  "\u202e",
  "\u0000",
  "\u0007",
  "on",
  "NO",
  "1:30",
  "1_000",
  "0o17",
  "0x1F",
  "1e3",
  ".inf",
  "~",
  "<<",
  "=",
  "2001-01-01",
  "é",
  "日本",
  "😀",
  "[a, b]",
  "{a: b}",
  ",",
  "__proto__",
  "::set-output::",
];
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...nasty),
      fc.string({ unit: "grapheme", maxLength: 6 }),
      fc.string({ maxLength: 4 }),
    ),
    { maxLength: 6 },
  )
  .map((parts) => parts.join(""))
  .filter((value) => value !== "");

/** What GitHub makes of a value: the escape for `${{` is the only expression there may be. */
function evaluate(value: unknown): string {
  const pieces = String(value).split("${{ '${{' }}");
  for (const piece of pieces) expect(piece).not.toContain("${{");
  return pieces.join("${{");
}

/** A path without what says nothing. */
function normal(path: string): string {
  const segments = path.split("/").filter((each) => each !== "" && each !== ".");
  return segments.join("/");
}

/** The value at a path such as "jobs.a.steps.0.run". */
function at(root: unknown, path: string): unknown {
  return path.split(".").reduce((node, key) => (node as Record<string, unknown>)[key], root);
}

describe("a hostile text", () => {
  it("reaches every place byte for byte, in YAML 1.1 and 1.2, and is never an expression", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (one, two) => {
        const { content } = await render({
          env: [named("A", one)],
          caches: [
            {
              id: "c",
              paths: [`p${one.replaceAll("\n", "")}`, "q"],
              keyParts: [{ kind: { case: "files", value: `f${one}` } }],
            },
          ],
          jobs: [
            job("a", {
              name: one,
              env: [named("B", two)],
              image: { image: text(one), env: [named("D", two)] },
              services: [{ name: "s", image: text(two), env: [named("E", one)] }],
              matrix: {
                axes: [{ name: "m", values: [txt(one), tab({ k: txt(two) })] }],
                include: [{ entries: [{ key: "i", value: txt(one) }] }],
              },
              environment: { name: text(one), url: text(two) },
              concurrency: { group: text(`x${one}`) },
              outputs: [named("o", two)],
              workingDirectory: one,
              steps: [
                { ...run("true", { name: two, env: [named("C", one)], workingDirectory: two }) },
                {
                  kind: {
                    case: "native",
                    value: { provider: "github", uses: "actions/setup-go@v5", with: [named("w", two)] },
                  },
                },
                { kind: { case: "checkout", value: { path: one, ref: text(two) } } },
                { kind: { case: "cache", value: { id: "c" } } },
                { kind: { case: "upload", value: { name: "n", paths: [`/u${two.replaceAll("\n", "")}`] } } },
              ],
            } as never),
          ],
        });
        expect(content).not.toBe("");
        for (const version of ["1.1", "1.2"] as const) {
          const root = parse(content, { version, uniqueKeys: true });
          const places: [unknown, string][] = [
            [at(root, "env.A"), one],
            [at(root, "jobs.a.name"), one],
            [at(root, "jobs.a.env.B"), two],
            [at(root, "jobs.a.container.image"), one],
            [at(root, "jobs.a.container.env.D"), two],
            [at(root, "jobs.a.services.s.image"), two],
            [at(root, "jobs.a.services.s.env.E"), one],
            [at(root, "jobs.a.strategy.matrix.m.0"), one],
            [at(root, "jobs.a.strategy.matrix.m.1.k"), two],
            [at(root, "jobs.a.strategy.matrix.include.0.i"), one],
            [at(root, "jobs.a.environment.name"), one],
            [at(root, "jobs.a.environment.url"), two],
            [at(root, "jobs.a.concurrency.group"), `x${one}`],
            [at(root, "jobs.a.outputs.o"), two],
            [at(root, "jobs.a.defaults.run.working-directory"), one],
            [at(root, "jobs.a.steps.0.name"), two],
            [at(root, "jobs.a.steps.0.env.C"), one],
            [at(root, "jobs.a.steps.0.working-directory"), two],
            [at(root, "jobs.a.steps.1.with.w"), two],
            [at(root, "jobs.a.steps.2.with.path"), one],
            [at(root, "jobs.a.steps.2.with.ref"), two],
            [String(at(root, "jobs.a.steps.3.with.path")).split("\n")[0], `p${one.replaceAll("\n", "")}`],
            [at(root, "jobs.a.steps.4.with.path"), `/u${two.replaceAll("\n", "")}`],
          ];
          for (const [found, wanted] of places) expect(evaluate(found)).toBe(wanted);
        }
      }),
      { numRuns: 400 },
    );
  });

  it("reaches every place of copies, approvals, tokens, reports and what is kept", async () => {
    const line = (value: string) => value.replace(/[\n\r]/g, "");
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (one, two) => {
        const path = `dist${line(one)}`;
        const { content, codes } = await render({
          jobs: [
            job("a", {
              stage: one,
              approval: { message: text(two) },
              oidc: { audience: text(one), env: "TOKEN" },
              parallelism: 2,
              image: {
                image: text("x"),
                credentials: { username: text(one), password: text(two) },
              },
              steps: [
                { kind: { case: "shard", value: { files: [path, `!${path}`] } } },
                run("serve", { background: true, name: two } as never),
                run("x", { retry: { max: 1 }, env: [named("C", one)] } as never),
                { kind: { case: "report", value: { kind: 1, paths: [path], name: two } } },
                { kind: { case: "upload", value: { name: "w", workspace: true, paths: [path] } } },
              ],
            } as never),
            job("b", {
              needs: ["a"],
              steps: [
                { kind: { case: "download", value: { name: "w", job: "a", workspace: true } } } as never,
              ],
            }),
          ],
        } as never);
        expect(codes.filter((code) => code !== "GH014" && code !== "GH026")).toEqual([]);
        for (const version of ["1.1", "1.2"] as const) {
          const root = parse(content, { version, uniqueKeys: true });
          const steps = root.jobs.a.steps as Record<string, Record<string, string>>[];
          const find = (name: string) => steps.find((step) => String(step.name).startsWith(name))!;
          const places: [unknown, string][] = [
            [root.jobs.a.name, `${one} / a`],
            [root.jobs.a.env.CIG_OIDC_AUDIENCE, one],
            [root.jobs.a.container.credentials.username, one],
            [root.jobs.a.container.credentials.password, two],
            [steps[0]!.name, `Approval: ${two}`],
            [find("Choose").env!.CIG_FILES, `${path}\n!${path}`],
            [find("Output of: ").name, `Output of: ${two}`],
            [steps.find((step) => String(step.run) === "x")!.env!.C, one],
            [steps.find((step) => step.env?.CIG_TITLE !== undefined)!.env!.CIG_TITLE, two],
            [find("Pack").env!.CIG_FILES, normal(path)],
          ];
          for (const [found, wanted] of places) expect(evaluate(found)).toBe(wanted);
        }
      }),
      { numRuns: 200 },
    );
  });

  it("reaches a script byte for byte, but for line ends at its end", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (one, two) => {
        const script = `${one}\n${two}x\n`;
        const { content } = await render({ jobs: [job("a", { steps: [run(script)] })] });
        const found = parse(content, { version: "1.1" }).jobs.a.steps[0].run as string;
        expect(evaluate(found).replace(/\n$/, "")).toBe(script.replace(/(?:\r?\n[ \t]*)+$/, ""));
      }),
      { numRuns: 400 },
    );
  });

  it("leaves a workflow that the judges accept", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const visible = value.replace(/[\0-\x08\x0b-\x1f\x7f-\x9f]/g, "");
        const { content } = await render({
          env: [named("A", visible)],
          jobs: [
            job("a", {
              name: `x${visible}`,
              steps: [run("true", { env: [named("C", visible)], name: `n${visible}` })],
            }),
          ],
        });
        expect(await judgeWorkflow(content)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
