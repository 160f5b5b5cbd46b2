import { Function as F, named, reference, text } from "cig/sdk";
import { describe, expect, it } from "vitest";
import { judgeConfig } from "../../../validators/circleci.ts";
import { apply, circleci, job, list, lit, matrix, ref, render, run, tab, txt } from "./requests.ts";

const checkout = (value = {}) => ({ kind: { case: "checkout", value } }) as never;
const isMain = apply(F.EQUAL, ref("git.branch"), lit(txt("main")));

/** From the line of `workflows:` on. */
async function workflows(output: Parameters<typeof render>[0]): Promise<string> {
  const { content } = await render(output);
  expect(judgeConfig(content)).toEqual([]);
  return content.slice(content.indexOf("\nworkflows:\n") + 1);
}

describe("a configuration", () => {
  it("says what a careful person says, in the order that readers expect", async () => {
    const { content, codes } = await render({
      triggers: { push: { branches: ["main"] }, pullRequest: {}, mergeQueue: true },
      jobs: [
        job("lint", { steps: [checkout({ persistCredentials: true }), run("npm run lint")] }),
        job("test", { needs: ["lint"] }),
      ],
    });
    expect(codes).toEqual(["CC036"]);
    expect(content).toBe(`version: 2.1

jobs:
  lint:
    docker:
      - image: cimg/base:2026.03
    steps:
      - checkout
      - run: npm run lint

  test:
    docker:
      - image: cimg/base:2026.03
    steps:
      - run: make

workflows:
  ci:
    jobs:
      - lint
      - test:
          requires:
            - lint
`);
    expect(judgeConfig(content)).toEqual([]);
  });

  it("filters every job by the branches and tags of pushes", async () => {
    expect(
      await workflows({
        triggers: { push: { branches: ["main", "release/*", "!release/old"], tags: ["v*"] } },
        jobs: [job("a")],
      }),
    ).toBe(`workflows:
  ci:
    jobs:
      - a:
          filters:
            branches:
              only: /(?!(?:release\\/old)$)(?:main|release\\/[^\\/]*)/
            tags:
              only: /v[^\\/]*/
`);
    expect(await workflows({ triggers: { push: { tags: ["v1.0"] } }, jobs: [job("a")] })).toBe(`workflows:
  ci:
    jobs:
      - a:
          filters:
            branches:
              ignore: /.*/
            tags:
              only: v1.0
`);
    expect(
      await workflows({ triggers: { push: { branchesIgnore: ["wip"] } }, jobs: [job("a")] }),
    ).toBe(`workflows:
  ci:
    jobs:
      - a:
          filters:
            branches:
              ignore: wip
`);
  });

  it("gives manual starts and schedules workflows of their own where filters would keep them out", async () => {
    const { content } = await render({
      project: { defaultBranch: "trunk" },
      triggers: {
        push: { branches: ["trunk"] },
        manual: {
          inputs: [
            { name: "target", type: "choice", options: ["staging", "production"], description: "Where to?" },
            { name: "dry", type: "boolean", default: { kind: { case: "boolean", value: true } } },
            { name: "count", type: "number" },
          ],
        },
        schedule: [{ cron: "*/20 5 * * MON-FRI" }, { cron: "@weekly", timezone: "UTC" }],
      } as never,
      jobs: [job("a", { env: [named("T", reference("inputs.target"))] })],
    });
    expect(judgeConfig(content)).toEqual([]);
    expect(content.slice(content.indexOf("parameters:"))).toBe(`parameters:
  target:
    type: enum
    description: Where to?
    enum:
      - staging
      - production
    default: staging
  dry:
    type: boolean
    default: true
  count:
    type: integer
    default: 0

jobs:
  a:
    docker:
      - image: cimg/base:2026.03
    environment:
      T: << pipeline.parameters.target >>
    steps:
      - run: make

workflows:
  ci:
    when: pipeline.event.name != "api"
    jobs:
      - a:
          filters:
            branches:
              only: trunk

  ci-manual:
    when: pipeline.event.name == "api"
    jobs:
      - a:
          filters:
            tags:
              only: /.*/

  ci-schedule:
    triggers:
      - schedule:
          cron: "0,20,40 5 * * 1,2,3,4,5"
          filters:
            branches:
              only: trunk
      - schedule:
          cron: "0 0 * * 0"
          filters:
            branches:
              only: trunk
    jobs:
      - a
`);
  });

  it("is named after its description", async () => {
    expect(await workflows({ description: "Main CI workflow", jobs: [job("a")] })).toContain(
      "  main-ci-workflow:\n",
    );
    expect(await workflows({ description: "version", jobs: [job("a")] })).toContain("  version-workflow:\n");
    expect(await workflows({ description: "日本", jobs: [job("a")] })).toContain("  ci:\n");
  });

  it("lets the escape hatches have the last word, each in its place", async () => {
    const { content } = await render({
      providerOptions: circleci({ setup: { kind: { case: "boolean", value: true } } }),
      jobs: [
        job("a", {
          runner: { os: "linux", providerOptions: circleci({ resource_class: txt("xlarge") }) } as never,
          providerOptions: circleci({
            context: list(txt("production")),
            parallelism: { kind: { case: "integer", value: 4n } },
            environment: tab({ X: txt("<< pipeline.id >>") }),
          }),
          env: [named("X", "1"), named("Z", "2")],
          steps: [
            run("make", {
              providerOptions: circleci({ background: { kind: { case: "boolean", value: true } } }),
            }),
          ],
        }),
      ],
    });
    expect(judgeConfig(content)).toEqual([]);
    expect(content).toBe(`version: 2.1

jobs:
  a:
    docker:
      - image: cimg/base:2026.03
    resource_class: xlarge
    environment:
      X: << pipeline.id >>
      Z: "2"
    steps:
      - run:
          command: make
          background: true
    parallelism: 4

workflows:
  ci:
    jobs:
      - a:
          context:
            - production

setup: true
`);
  });
});

describe("a matrix", () => {
  it("is CircleCI's own where that means the same", async () => {
    const { content } = await render({
      jobs: [
        job("test", {
          ...matrix("test", { ruby: ["3.2", "3.3"], arch: ["amd64", "x86"] }),
          image: { image: text("ruby:", reference("matrix.ruby")) } as never,
        }),
        job("after", { needs: ["test"] }),
      ],
    });
    expect(judgeConfig(content)).toEqual([]);
    expect(content.slice(content.indexOf("jobs:"))).toBe(`jobs:
  test:
    parameters:
      ruby:
        type: string
      arch:
        type: string
    docker:
      - image: ruby:<< parameters.ruby >>
    steps:
      - run: make

  after:
    docker:
      - image: cimg/base:2026.03
    steps:
      - run: make

workflows:
  ci:
    jobs:
      - test:
          name: test-<< matrix.ruby >>-<< matrix.arch >>
          matrix:
            parameters:
              ruby:
                - "3.2"
                - "3.3"
              arch:
                - amd64
                - x86
      - after:
          requires:
            - test
`);
  });

  it("takes combinations away as CircleCI does", async () => {
    const all = matrix("t", { a: ["1", "2"], b: ["x", "y"] });
    const variants = (all.variants as never[]).filter((each: { id: string }) => each.id !== "t-2-y");
    const output = await workflows({ jobs: [job("t", { ...all, variants })] });
    expect(output).toContain(`            exclude:
              - a: "2"
                b: "y"
`);
  });

  it("is written out where include adds to it, and each variant can be waited for", async () => {
    const { matrix: own, variants } = matrix("t", { a: ["1", "2"] });
    (variants as { values: { entries: unknown[] } }[])[0]!.values.entries.push({
      key: "more",
      value: txt("yes"),
    });
    const { content } = await render({
      jobs: [
        job("t", {
          matrix: {
            ...own,
            include: [
              {
                entries: [
                  { key: "a", value: txt("1") },
                  { key: "more", value: txt("yes") },
                ],
              },
            ],
          } as never,
          variants: variants!,
        }),
        job("u", { needs: ["t"] }),
      ],
    });
    expect(judgeConfig(content)).toEqual([]);
    expect(content).toContain(`      more:
        type: string
        default: ""
`);
    expect(content.slice(content.indexOf("workflows:"))).toBe(`workflows:
  ci:
    jobs:
      - t:
          name: t-1
          a: "1"
          more: "yes"
      - t:
          name: t-2
          a: "2"
      - u:
          requires:
            - t-1
            - t-2
`);
  });

  it("becomes parameters for the keys of tables, and executors for machines", async () => {
    const target = (os: string, flag: string) => ({
      key: "target",
      value: tab({ os: txt(os), Flag: txt(flag) }),
    });
    const variant = (os: string, flag: string) => ({
      id: `t-${os}`,
      values: { entries: [target(os, flag)] },
      runner: { os, arch: os === "macos" ? "arm64" : "amd64" },
    });
    const { content } = await render({
      jobs: [
        job("t", {
          matrix: {
            axes: [{ name: "target", values: [target("linux", "-a").value, target("macos", "-b").value] }],
          } as never,
          variants: [variant("linux", "-a"), variant("macos", "-b"), variant("windows", "-c")] as never,
          steps: [
            run("make", {
              env: [named("FLAG", reference("matrix.target.Flag")), named("OS", reference("runner.os"))],
            }),
          ],
        }),
      ],
    });
    expect(judgeConfig(content)).toEqual([]);
    expect(content).toBe(`version: 2.1

executors:
  t-1:
    docker:
      - image: cimg/base:2026.03

  t-2:
    macos:
      xcode: "26.6.0"
    resource_class: m4pro.medium

  t-3:
    machine:
      image: windows-server-2022-gui:current
      shell: bash.exe -eo pipefail
    resource_class: windows.medium

jobs:
  t:
    parameters:
      target-os:
        type: string
      target-flag:
        type: string
      machine:
        type: executor
        default: t-1
    executor: << parameters.machine >>
    steps:
      - run:
          command: |
            OS="$(case "$(uname -s)" in Darwin) echo macos ;; Linux) echo linux ;; *) echo windows ;; esac)"; export OS
            make
          environment:
            FLAG: << parameters.target-flag >>

workflows:
  ci:
    jobs:
      - t:
          name: t-linux
          target-os: linux
          target-flag: -a
          machine: t-1
      - t:
          name: t-macos
          target-os: macos
          target-flag: -b
          machine: t-2
      - t:
          name: t-windows
          target-os: windows
          target-flag: -c
          machine: t-3
`);
  });

  it("shows the name that cig.toml gives", async () => {
    const named = job("t", {
      ...matrix("t", { a: ["1", "2"] }),
      nameText: text("Test on ", reference("matrix.a")),
    });
    expect(await workflows({ jobs: [named] })).toContain("name: Test on << matrix.a >>\n");
    expect(
      await workflows({ jobs: [job("t", { ...matrix("t", { a: ["1", "2"] }), name: "Tests" })] }),
    ).toContain("name: Tests << matrix.a >>\n");
    const { content } = await render({ jobs: [job("t", { name: "Tests 🙂" })] });
    expect(content).toContain("description: Tests 🙂\n");
  });
});

describe("a job that waits", () => {
  it("runs only where what it waits for runs, as CircleCI forgets jobs that are filtered out", async () => {
    expect(
      await workflows({
        triggers: { push: { branches: ["**"] }, pullRequest: {} },
        jobs: [job("a", { condition: isMain }), job("b"), job("c", { needs: ["a", "b"] })],
      }),
    ).toBe(`workflows:
  ci:
    jobs:
      - a:
          filters: pipeline.git.branch == "main"
      - b
      - c:
          requires:
            - a
            - b
          filters: pipeline.git.branch == "main"
`);
  });

  it("asks how the others ended where its condition does", async () => {
    const output = await workflows({
      jobs: [
        job("a", { continueOnError: true }),
        job("b", { needs: ["a"] }),
        job("c", { needs: ["a", "b"], condition: apply(F.ALWAYS) }),
        job("d", { needs: ["b"], condition: apply(F.FAILURE) }),
      ],
    });
    expect(output.slice(output.indexOf("- b:"))).toBe(`- b:
          requires:
            - a:
                - success
                - failed
      - c:
          requires:
            - a: terminal
            - b: terminal
      - d:
          requires:
            - b:
                - failed
                - not_run
`);
  });

  it("has a group of its project that runs one after the other", async () => {
    const one = job("a", {
      ...matrix("a", { x: ["1", "2"] }),
      concurrency: { group: text("deploy to ", reference("matrix.x")) } as never,
    });
    expect(await workflows({ jobs: [one] })).toContain(
      "serial-group: << pipeline.project.slug >>/deploy-to-<< matrix.x >>\n",
    );
  });
});

describe("a name that CircleCI takes in no key", () => {
  it("is the name in the workflow, and its key is legal", async () => {
    const output = await workflows({ jobs: [job("1.x"), job("b", { needs: ["1.x"] })] });
    expect(output).toBe(`workflows:
  ci:
    jobs:
      - job-1-x:
          name: "1.x"
      - b:
          requires:
            - "1.x"
`);
  });
});
