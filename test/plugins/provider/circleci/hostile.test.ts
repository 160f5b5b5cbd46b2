import { named, reference, text } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { judgeConfig, unescaped } from "../../../validators/circleci.ts";
import { job, matrix, render, renderAll, run, tab, txt } from "./requests.ts";

const nasty = [
  "<< pipeline.id >>",
  "<<",
  ">>",
  "<",
  "\\<<",
  "<<<",
  "<<parameters.x>>",
  '{{ checksum "x" }}',
  "'",
  '"',
  "\\",
  "\n",
  "\r\n",
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
  "---",
  "...",
  "\u0085",
  "\u2028",
  "\ufeff",
  "\u00a0",
  "\u0000",
  "on",
  "NO",
  "1:30",
  "0o17",
  "E0",
  "~",
  "=",
  "é",
  "日本",
  "😀",
  "__proto__",
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

/** What CircleCI makes of a value: the escape for `<<` is all there may be. */
function evaluate(value: unknown): string {
  const written = String(value);
  expect(written.replaceAll("\\<<", "")).not.toContain("<<");
  return unescaped(written);
}

function at(root: unknown, path: string): unknown {
  return path.split(".").reduce((node, key) => (node as Record<string, unknown>)[key], root);
}

describe("a hostile text", () => {
  it("reaches every place byte for byte, in YAML 1.1 and 1.2, and is never an expression", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (one, two) => {
        const { content } = await render({
          env: [named("A", one)],
          jobs: [
            job("a", {
              env: [named("B", two)],
              image: { image: text(one), env: [named("D", two)] } as never,
              services: [{ name: "s", image: text(two), env: [named("E", one)] }] as never,
              ...matrix("a", { m: [one, `${one}x`] }),
              workingDirectory: `x${one}`,
              steps: [
                run(`${one}true`, { name: two, env: [named("C", one)], workingDirectory: `y${two}` }),
                {
                  kind: {
                    case: "native",
                    value: {
                      provider: "circleci",
                      uses: "circleci/node/install",
                      version: "1.2.3",
                      with: [named("w", `${two}x`)],
                    },
                  },
                } as never,
                { kind: { case: "checkout", value: { path: one } } } as never,
                run("limited", { timeoutMinutes: 1 }),
              ],
            }),
          ],
        });
        expect(content).not.toBe("");
        for (const version of ["1.1", "1.2"] as const) {
          const root = parse(content, { version, uniqueKeys: true });
          const places: [string, string][] = [
            ["jobs.a.environment.A", one],
            ["jobs.a.environment.B", two],
            ["jobs.a.docker.0.image", one],
            ["jobs.a.docker.0.environment.D", two],
            ["jobs.a.docker.1.image", two],
            ["jobs.a.docker.1.environment.E", one],
            ["jobs.a.steps.0.run.name", two],
            ["jobs.a.steps.0.run.environment.C", one],
            ["jobs.a.steps.0.run.working_directory", `y${two}`],
            ["jobs.a.steps.1.node/install.w", `${two}x`],
            ["jobs.a.steps.2.checkout.path", one],
            ["jobs.a.steps.3.run.working_directory", `x${one}`],
          ];
          for (const [path, wanted] of places) expect(evaluate(at(root, path))).toBe(wanted);
          expect(evaluate(at(root, "jobs.a.steps.0.run.command")).replace(/\n$/, "")).toBe(`${one}true`);
          const entries = root.workflows.ci.jobs as {
            a: { m?: string; matrix?: { parameters: { m: string[] } } };
          }[];
          const values = entries[0]!.a.matrix?.parameters.m ?? entries.map(({ a }) => a.m!);
          expect(values.map(evaluate)).toEqual([one, `${one}x`]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("reaches the places of the newer keys, too", async () => {
    const folderName = hostile
      .map((value) => value.replace(/[/\\*?"<>|:\r\n\0]/g, "_"))
      .filter((name) => !/^\.*$/.test(name));
    await fc.assert(
      fc.asyncProperty(hostile, folderName, async (one, name) => {
        const given = { command: "say", number: 0, with: [named("what", one)] };
        const commands = [
          {
            id: "say",
            description: one,
            inputs: [{ name: "what", description: one }],
            steps: [run("say", { env: [named("W", reference("inputs.what"))] })],
          },
        ];
        const { content, diagnostics } = await render({
          commands,
          project: { defaultBranch: one },
          triggers: {
            push: { paths: [`src/${one}`] },
            manual: { inputs: [{ name: "x", description: one }] },
          },
          jobs: [
            job("a", {
              environment: { name: text(one) } as never,
              image: {
                image: text("x"),
                credentials: {
                  username: text(one.replaceAll("$", "")),
                  password: text(reference("secrets.P")),
                },
              },
              timeoutMinutes: 3,
              steps: [
                run("say", { env: [named("W", one)], call: given } as never),
                run(one, { retry: { max: 1, exitStatuses: [1] } } as never),
                { kind: { case: "report", value: { kind: 1, paths: ["x"], name } } } as never,
              ],
            }),
          ],
        } as never);
        const place = (files: string) => parse(files, { uniqueKeys: true });
        expect(content, diagnostics.map(({ message }) => message).join("\n")).not.toBe("");
        expect(judgeConfig(content)).toEqual([]);
        const setup = place(content);
        expect(evaluate(at(setup, "jobs.look-at-changes.steps.1.run.environment.CIG_DEFAULT_BRANCH"))).toBe(
          one,
        );
        expect(evaluate(at(setup, "parameters.x.description"))).toBe(one);
        const { files } = await renderAll([
          {
            provider: "circleci",
            path: ".circleci/config.yml",
            commands,
            jobs: [
              job("a", {
                environment: { name: text(one) } as never,
                image: {
                  image: text("x"),
                  credentials: {
                    username: text(one.replaceAll("$", "")),
                    password: text(reference("secrets.P")),
                  },
                },
                steps: [
                  run("say", { env: [named("W", one)], call: given } as never),
                  run(one, { retry: { max: 1, exitStatuses: [1] } } as never),
                  { kind: { case: "report", value: { kind: 1, paths: ["x"], name } } } as never,
                ],
              }),
            ],
          } as never,
        ]);
        const root = place(files.get(".circleci/config.yml")!);
        expect(evaluate(at(root, "commands.say.description"))).toBe(one);
        expect(evaluate(at(root, "commands.say.parameters.what.description"))).toBe(one);
        expect(evaluate(at(root, "jobs.a.steps.0.say.what"))).toBe(one);
        expect(evaluate(at(root, "jobs.a.steps.1.run.environment.CIG_SCRIPT"))).toBe(
          one.replace(/(?:\r?\n[ \t]*)+$/, ""),
        );
        expect(evaluate(at(root, "jobs.a.steps.2.run.name"))).toBe(`Gather ${name}`);
        expect(evaluate(at(root, "jobs.a.docker.0.auth.username"))).toBe(one.replaceAll("$", ""));
        expect(evaluate(at(root, "workflows.ci.jobs.0.a.context.0"))).toBe(one);
      }),
      { numRuns: 150 },
    );
  });

  it("cannot break out of the key of a cache", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (one, two) => {
        const { content } = await render({
          caches: [
            {
              id: "c",
              name: one,
              paths: ["p"],
              keyParts: [
                { kind: { case: "text", value: text(two) } },
                { kind: { case: "files", value: "lock" } },
              ],
            },
          ] as never,
          jobs: [job("a", { steps: [{ kind: { case: "cache", value: { id: "c" } } } as never] })],
        });
        const [key] = parse(content).jobs.a.steps[0].restore_cache.keys as string[];
        expect(key!.match(/\{\{.*?\}\}/g)).toEqual(["{{ arch }}", '{{ checksum "lock" }}']);
        expect(key).not.toMatch(/<<|\s\s|\n/);
      }),
      { numRuns: 200 },
    );
  });

  it("leaves a configuration that the judges accept", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, async (value) => {
        const { content } = await render({
          description: value,
          jobs: [
            job("a", { name: value, env: [named("A", value)], steps: [run(`true ${value}`)] }),
            job("b", { ...matrix("b", { v: [value, `${value}.`] }), needs: ["a"], name: value }),
            job("c", {
              needs: ["b"],
              matrix: { axes: [{ name: "o", values: [tab({ k: txt(value) })] }] } as never,
              variants: [
                { id: "c-1", values: { entries: [{ key: "o", value: tab({ k: txt(value) }) }] } },
              ] as never,
            }),
          ],
        });
        if (content) expect(judgeConfig(content)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
