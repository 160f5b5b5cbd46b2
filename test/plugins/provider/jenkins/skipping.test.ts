import { named, reference, SkippingStage, text } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readJenkins } from "../../../../plugins/provider/jenkins/reader/reader.ts";
import { compileGroovy, judgeJenkinsfile } from "../../../validators/jenkins.ts";
import { hostile } from "./hostile-texts.ts";
import { job as jobOf, matrix, render as renderOutput, run } from "./requests.ts";

const render = (output: object) => renderOutput(output as never);
const job = (id: string, more: object = {}) => jobOf(id, more as never);

const sources = { kind: { case: "checkout", value: { depth: 1 } } };

/** A job with the sources that may be left out. */
function skippable(id: string, more: object = {}) {
  return job(id, { skippable: true, steps: [sources, run("make")], ...more });
}

function skipping(more: object = {}) {
  return {
    skipping: {
      stage: SkippingStage.BOOTSTRAP,
      job: "cig",
      functions: "cig_get() { :; }\ncig() { :; }",
      env: [named("CIG_TOOL", "npm:cig")],
      depth: 2,
      timeoutMinutes: 7,
      ...more,
    },
    gate: { job: "gate", name: "all green" },
  };
}

/** The body of a method, or of a stage. */
function partOf(content: string, head: string): string {
  const lines = content.split("\n");
  const from = lines.findIndex((line) => line.trimStart().startsWith(head));
  const indent = lines[from]!.search(/\S/);
  const to = lines.findIndex((line, index) => index > from && line === `${" ".repeat(indent)}}`);
  return lines
    .slice(from, to + 1)
    .map((line) => (line.startsWith(" ".repeat(indent)) ? line.slice(indent) : line))
    .join("\n");
}

describe("work that is left out", () => {
  it("is asked for in a first stage, and each run asks for its own verdict last", async () => {
    const { content, codes } = await render({
      ...skipping(),
      jobs: [skippable("lint"), skippable("test", { needs: ["lint"], condition: undefined })],
    });
    expect(codes).toEqual([]);
    expect(partOf(content, "stage('cig')")).toBe(`stage('cig') {
  agent {
    label 'linux && amd64'
  }
  steps {
    decide()
  }
}`);
    expect(content.indexOf("stage('cig')")).toBeLessThan(content.indexOf("stage('lint')"));
    expect(partOf(partOf(content, "stage('test')"), "when")).toBe(`when {
  beforeAgent true
  expression {
    mustRun('test')
  }
}`);
  });

  it("counts as passed only where nothing else holds the run back", async () => {
    const { content } = await render({
      ...skipping(),
      jobs: [
        skippable("a", { continueOnError: true }),
        skippable("b", { needs: ["a"] }),
        job("c", { needs: ["b"] }),
      ],
    });
    expect(partOf(partOf(content, "stage('b')"), "when")).toBe(`when {
  beforeAgent true
  expression {
    allPassed(a: 1)
  }
  expression {
    mustRun('b')
  }
}`);
    expect(partOf(partOf(content, "stage('c')"), "when")).not.toContain("mustRun");
  });

  it("is asked for once by what stands side by side, but for the verdicts", async () => {
    const { content } = await render({
      ...skipping(),
      jobs: [
        skippable("a", { continueOnError: true }),
        skippable("b", { needs: ["a"] }),
        skippable("c", { needs: ["a"] }),
      ],
    });
    expect(content.match(/allPassed\(a: 1\)/g)).toHaveLength(1);
    expect(content.match(/mustRun\('[abc]'\)/g)).toEqual(["mustRun('a')", "mustRun('b')", "mustRun('c')"]);
  });

  it("is told for each variant of a native matrix by the values of its cell", async () => {
    const { content } = await render({
      ...skipping(),
      jobs: [skippable("test", matrix("test", { ruby: ["3.2", "3.3"] }))],
    });
    expect(partOf(content, "String cellOfTest()")).toBe(`String cellOfTest() {
  return [
    '3.2': 'test-3.2',
    '3.3': 'test-3.3',
  ][env.MATRIX_RUBY]
}`);
    expect(content).toContain("mustRun(cellOfTest(), 'test')");
    expect(content).toContain("began('test', cellOfTest())");
    expect(content).toContain("record(cellOfTest())");
  });

  it("is no copy that shares its work with others", async () => {
    const { content } = await render({
      ...skipping(),
      jobs: [skippable("a"), skippable("test", { parallelism: 2 })],
    });
    expect(content.match(/(?:mustRun|record)\('.*'\)/g)).toEqual(["mustRun('a')", "record('a')"]);
    expect(content).toContain("job:test run:test-1 run:test-2");
  });

  it("is remembered by the last line of the run, behind its reports", async () => {
    const { content } = await render({
      ...skipping(),
      jobs: [
        skippable("test", {
          steps: [
            sources,
            run("make"),
            { kind: { case: "report", value: { kind: 1, paths: [text("a.xml")] } } },
          ],
        }),
      ],
    });
    const stage = partOf(content, "stage('test')");
    expect(stage).not.toContain("post {");
    expect(stage.indexOf("junit(")).toBeGreaterThan(0);
    expect(stage.indexOf("junit(")).toBeLessThan(stage.indexOf("record('test')"));
    expect(stage).toMatch(/record\('test'\)\n *passed\('test'\)/);
  });

  it("is not remembered where a step of a plugin has made the build worse without failing", async () => {
    const { content } = await render({
      ...skipping(),
      jobs: [
        skippable("test", {
          steps: [sources, { kind: { case: "native", value: { provider: "jenkins", uses: "scan" } } }],
        }),
      ],
    });
    const stage = partOf(content, "stage('test')");
    expect(stage.indexOf("String before = currentBuild.currentResult")).toBeLessThan(stage.indexOf("scan()"));
    expect(partOf(stage, "if (currentBuild.currentResult == before)")).toContain("record('test')");
  });

  it("is not remembered without the sources, which say which cig is wanted", async () => {
    const { content } = await render({
      ...skipping(),
      jobs: [skippable("a"), skippable("b", { steps: [run("make")] })],
    });
    expect(content.match(/^ *record\(.*/gm)?.map((line) => line.trim())).toEqual(["record('a')"]);
  });

  it("needs cig where the sources were checked out", async () => {
    const { content } = await render({
      ...skipping(),
      jobs: [
        skippable("a", {
          steps: [{ kind: { case: "checkout", value: { depth: 1, path: "sub" } } }, run("make")],
        }),
      ],
    });
    expect(content).toMatch(/dir\('sub'\) \{\n *record\('a'\)\n *\}/);
  });

  it("is nothing without a store: Jenkins has no cache of its own", async () => {
    const { content, codes } = await render({ ...skipping({ nativeStore: true }), jobs: [skippable("a")] });
    expect(codes).toEqual([]);
    expect(content).not.toMatch(/mustRun|decide|record|cig_get/);
    expect(content).toContain("gate('all green', '''");
    expect(judgeJenkinsfile(content)).toEqual([]);
  });

  it("gives cig what it asks for, and leaves settings of Jenkins as they are", async () => {
    const { content, diagnostics } = await render({
      ...skipping({
        env: [
          named("CIG_GIT_SHA", reference("git.sha")),
          named("CIG_PR_NUMBER", reference("pr.number")),
          named("KEY", reference("secrets.STORE_KEY")),
          named("LEVEL", reference("env.LEVEL")),
          named("OTHER", reference("env.LEVEL")),
          named("URL", "https://x:", reference("secrets.STORE_KEY"), "@store/$y"),
        ],
        secrets: ["STORE_KEY"],
      }),
      jobs: [skippable("a")],
    });
    expect(partOf(content, "List aboutBuild()")).toBe(`List aboutBuild() {
  return [
    'CIG_GIT_SHA=' + asIs(decided.commit),
    'CIG_PR_NUMBER=' + asIs(env.CHANGE_ID ?: ''),
    'OTHER=' + asIs(env.LEVEL ?: ''),
    'URL=' + 'https://x:' + asIs(env.CIG_SECRET_STORE_KEY ?: '') + '@store/$$y',
    'RUNNER_TEMP=' + asIs(env.WORKSPACE_TMP),
  ]
}`);
    expect(partOf(content, "void withCig(")).toContain(
      "withCredentials([string(credentialsId: 'STORE_KEY', variable: 'KEY'), string(credentialsId: 'STORE_KEY', variable: 'CIG_SECRET_STORE_KEY')])",
    );
    expect(diagnostics.map(({ code, location }) => [code, location?.subject])).toEqual([
      ["JK031", ["skip", "env"]],
    ]);
  });
});

describe("the gate", () => {
  it("knows what each job needs, and whether it may fail or be held back by its condition", async () => {
    const { content } = await render({
      gate: { job: "gate", name: "all green" },
      jobs: [
        job("a", { continueOnError: true }),
        job("b", matrix("b", { n: ["1", "2"] })),
        job("c", { needs: ["a"], needsAny: ["b"] }),
        job("d", {
          needs: ["c"],
          condition: { kind: { case: "reference", value: { path: ["git", "tag"] } } },
        }),
      ],
    });
    expect(partOf(content, "post")).toBe(`post {
  always {
    gate('all green', '''
job:a is:lenient run:a
job:b run:b-1 run:b-2
job:c needs:a any:b run:c
job:d needs:c is:conditional run:d
''')
  }
}`);
    expect(judgeJenkinsfile(content)).toEqual([]);
  });

  it("asks what Jenkins' own rule leaves undone, too", async () => {
    const { content } = await render({
      gate: { job: "gate", name: "g" },
      jobs: [job("a"), job("b", { needs: ["a"] })],
    });
    expect(content).not.toContain(
      "catchError(buildResult: 'FAILURE', stageResult: 'FAILURE', catchInterruptions",
    );
    expect(partOf(partOf(content, "stage('b')"), "steps")).toMatch(/began\('b'\)\n[\s\S]*passed\('b'\)/);
    expect(content).toContain("disableRestartFromStage()");
  });

  it("leaves the section `post` of the pipeline to who wants it", async () => {
    const value = { kind: { case: "text", value: "hello" } };
    const always = { kind: { case: "table", value: { entries: [{ key: "echo", value }] } } };
    const post = { kind: { case: "table", value: { entries: [{ key: "always", value: always }] } } };
    const { content } = await render({
      gate: { job: "gate", name: "g" },
      jobs: [job("a")],
      providerOptions: [{ provider: "jenkins", options: { entries: [{ key: "post", value: post }] } }],
    });
    expect(partOf(content, "stage('CI')")).toContain("gate('g', ");
    expect(content.match(/^ {2}post \{/gm)).toHaveLength(1);
    expect(judgeJenkinsfile(content)).toEqual([]);
  });
});

describe("what is read back", () => {
  it("has the gate and who may be left out, and not what cig needs for it", async () => {
    const { content } = await render({
      ...skipping(),
      triggers: { push: { branches: ["main"] } },
      jobs: [
        skippable("lint"),
        skippable("test", { ...matrix("test", { n: ["1", "2"] }), needs: ["lint"] }),
        job("deploy", { needs: ["test"] }),
      ],
    });
    const [workflow] = readJenkins(new Map([["Jenkinsfile", content]])).workflows;
    expect(workflow).toMatchObject({ name: "CI", gate: "all green", startsOn: ["push to main"] });
    expect(
      workflow!.jobs.map(({ id, needs, isSkippable, steps }) => [id, needs, isSkippable, steps.length]),
    ).toEqual([
      ["deploy", ["test-n1", "test-n2"], false, 1],
      ["lint", [], true, 2],
      ["test-n1", ["lint"], true, 2],
      ["test-n2", ["lint"], true, 2],
    ]);
  });

  it("has no gate where there is none", async () => {
    const { content } = await render({ jobs: [job("a")] });
    const [workflow] = readJenkins(new Map([["Jenkinsfile", content]])).workflows;
    expect(workflow).toMatchObject({ gate: "", jobs: [{ id: "a", isSkippable: false }] });
  });
});

describe("a hostile text", () => {
  const everywhere = (one: string, two: string) =>
    render({
      ...skipping({
        functions: `${one}\n`,
        env: [named("A", one), named("B", two, reference("git.branch"))],
      }),
      gate: { job: "gate", name: two },
      path: `${one.replace(/[\0]/g, "")}x`,
      jobs: [skippable("a"), skippable("b", matrix("b", { m: ["1", "2"] }))],
    });

  it("is characters wherever it comes from", async () => {
    await fc.assert(
      fc.asyncProperty(hostile, hostile, async (one, two) => {
        const { content } = await everywhere(one, two);
        expect(judgeJenkinsfile(content)).toEqual([]);
        const bare = content.replace(/'''(?:\\[\s\S]|(?!''')[^\\])*'''|'(?:\\.|[^'\\\n])*'|\/\/[^\n]*/g, "");
        expect(bare).not.toMatch(/["$\\`]|evil|[^\n\x20-\x7e]/);
        expect(readJenkins(new Map([["Jenkinsfile", content]])).workflows[0]!.gate).toBe(two);
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it("leaves a file that Groovy compiles, where that is installed", async () => {
    const pairs = fc.sample(fc.tuple(hostile, hostile), { numRuns: 8, seed: 5 });
    const files = await Promise.all(pairs.map(([one, two]) => everywhere(one, two)));
    const faults = compileGroovy(files.map(({ content }) => content));
    if (faults) expect(faults).toEqual([]);
  }, 120_000);
});
