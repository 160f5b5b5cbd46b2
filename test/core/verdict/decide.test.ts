import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lookupsOf } from "../../../core/verdict/decide.ts";
import type { Found } from "../../../core/verdict/work.ts";
import { decideWith, job, marker, now, passed, running, signatureOf, told, variant } from "./work.ts";

const everything = (id: { id: string; signature: string }): Found => ({
  kind: "found",
  marker: marker(id.id, { signature: id.signature }),
});

describe("a verdict", () => {
  it("leaves out what has passed on these inputs, and says where", () => {
    expect(told(decideWith([job("lint"), job("test")], passed("lint")))).toEqual([
      "skip lint: It already passed on these inputs: run 77, commit 0123456789ab, 2026-11-28T10:00:00Z.",
      "run test: It has not passed on these inputs yet.",
    ]);
  });

  it("judges each variant by itself", () => {
    const test = job("test", { variants: [variant("test-a"), variant("test-b")] });
    expect(running(decideWith([test], passed("test-b")))).toEqual(["test-a"]);
  });

  it("leaves a job with copies out only when each copy has passed", () => {
    const test = job("test", { copies: 2 });
    expect(running(decideWith([test], passed("test.0-of-2", "test")))).toEqual(["test"]);
    expect(running(decideWith([test], passed("test.0-of-2", "test.1-of-2")))).toEqual([]);
  });

  it("never leaves out what has effects, what asks how others ended, and what nobody wants to be left out", () => {
    const jobs = [
      job("deploy", { effects: true }),
      job("notify", { asksStatus: true }),
      job("nightly", { alwaysRuns: true }),
    ];
    expect(told(decideWith(jobs, everything))).toEqual([
      "run deploy: It has effects, so that it is never left out.",
      "run notify: Its condition asks how other jobs ended, which only the run knows.",
      "run nightly: cig.toml does not ask for it to be left out.",
    ]);
  });

  it("runs what is behind effects: the world is another each time", () => {
    const jobs = [
      job("deploy", { effects: true }),
      job("smoke", { needs: ["deploy"] }),
      job("report", { needs: ["smoke"] }),
      job("docs"),
    ];
    expect(told(decideWith(jobs, everything)).slice(1, 3)).toEqual([
      'run smoke: "deploy" before it has effects, so that the world is another each time.',
      'run report: "deploy" before it has effects, so that the world is another each time.',
    ]);
    expect(running(decideWith(jobs, everything))).toEqual(["deploy", "smoke", "report"]);
  });

  it("runs what is in doubt, with all that is signed with it, and records none of it", () => {
    const jobs = [
      job("build", { variants: [variant("build", 'the file "a" could not be read')] }),
      job("test", { needs: ["build"] }),
      job("lint"),
    ];
    const verdicts = decideWith(jobs, passed("build", "test"));
    expect(told(verdicts)).toEqual([
      'run build: Its inputs are not known: the file "a" could not be read.',
      'run test: The inputs of "build" before it are not known: the file "a" could not be read.',
      "run lint: It has not passed on these inputs yet.",
    ]);
    expect([...verdicts.values()].map(({ record }) => record)).toEqual([false, false, true]);
  });

  it("takes anything but 64 hexadecimal digits for no signature", () => {
    for (const signature of ["", "0".repeat(63), "G".repeat(64), "A".repeat(64), `${"0".repeat(64)}\n`])
      expect(told(decideWith([job("a", { variants: [{ id: "a", signature }] })], everything))).toEqual([
        "run a: Its inputs are not known: it has no signature.",
      ]);
  });

  it("runs what a condition decides, and says whether it is known", () => {
    const jobs = [
      job("main", { condition: { holds: "no" } }),
      job("beta", { condition: { holds: "unknown", on: ["jobs.plan.outputs.beta"] } }),
    ];
    expect(told(decideWith(jobs, everything))).toEqual([
      "run main: Its condition does not hold here, so that the provider skips it.",
      "run beta: Its condition hangs on jobs.plan.outputs.beta, which only the run knows.",
    ]);
  });

  it("is forced for all, for jobs, and for variants", () => {
    const jobs = [job("lint"), job("test", { variants: [variant("test-a"), variant("test-b")] })];
    const forced = (only?: string[]) =>
      running(decideWith(jobs, everything, { force: { by: "CIG_FORCE", ...(only && { only }) } }));
    expect(forced()).toEqual(["lint", "test-a", "test-b"]);
    expect(forced(["test"])).toEqual(["test-a", "test-b"]);
    expect(forced(["test-b"])).toEqual(["test-b"]);
    expect(told(decideWith([job("lint")], everything, { force: { by: "CIG_FORCE" } }))).toEqual([
      "run lint: It is forced by CIG_FORCE.",
    ]);
  });

  it("runs what a preflight check wants", () => {
    const preflight = new Map([["lint", "the schema of the database is another"]]);
    expect(told(decideWith([job("lint")], everything, { preflight }))).toEqual([
      "run lint: A preflight check wants it to run: the schema of the database is another.",
    ]);
  });

  it("runs all variants of a job whose artifacts something that runs needs, and what that needs in turn", () => {
    const jobs = [
      job("generate"),
      job("build", {
        variants: [variant("build-x"), variant("build-y")],
        needs: ["generate"],
        uses: ["generate"],
      }),
      job("lint", { needs: ["build"] }),
      job("test", { needs: ["build"], uses: ["build"] }),
    ];
    expect(told(decideWith(jobs, passed("generate", "build-x", "build-y", "lint")))).toEqual([
      'run generate: "build" runs and needs what it leaves.',
      'run build-x: "test" runs and needs what it leaves.',
      'run build-y: "test" runs and needs what it leaves.',
      "skip lint: It already passed on these inputs: run 77, commit 0123456789ab, 2026-11-28T10:00:00Z.",
      "run test: It has not passed on these inputs yet.",
    ]);
  });

  it("trusts no files of a job that may have failed, or that is made of failures", () => {
    const jobs = [
      job("flaky", { mayFail: true }),
      job("report", { needs: ["flaky"], uses: ["flaky"] }),
      job("collect", { needs: ["flaky"], asksStatus: true }),
      job("page", { needs: ["collect"], uses: ["collect"] }),
      job("publish", { needs: ["page"], uses: ["page"] }),
      job("lint", { needs: ["flaky"] }),
    ];
    expect(told(decideWith(jobs, everything))).toEqual([
      'run flaky: "report" runs and needs what it leaves.',
      'run report: It uses what "flaky" leaves, and runs even where that job has failed.',
      "run collect: Its condition asks how other jobs ended, which only the run knows.",
      'run page: It uses what "collect" leaves, which is another thing when jobs before that have failed.',
      'run publish: It uses what "page" leaves, which is made of what is not the same each time.',
      "skip lint: It already passed on these inputs: run 77, commit 0123456789ab, 2026-11-28T10:00:00Z.",
    ]);
  });

  it("trusts files through a chain of needs, and not through an alternative or a job that works after failures", () => {
    const build = job("build");
    const through = (middle: ReturnType<typeof job>) =>
      running(decideWith([build, middle, job("use", { needs: ["middle"], uses: ["build"] })], everything));
    expect(through(job("middle", { needs: ["build"] }))).toEqual([]);
    expect(through(job("middle", { needsAny: ["build"] }))).toContain("use");
    expect(through(job("middle", { needs: ["build"], asksStatus: true }))).toContain("use");
    expect(through(job("middle", { needs: ["build"], mayFail: true }))).toContain("use");
  });

  it("keeps alternatives together as long as anything before them runs", () => {
    const jobs = [
      job("base"),
      job("left", { needs: ["base"] }),
      job("right"),
      job("any", { needsAny: ["left", "right"] }),
      job("end", { needs: ["any"] }),
    ];
    expect(running(decideWith(jobs, passed("base", "left", "right", "any")))).toEqual(["end"]);
    expect(told(decideWith(jobs, passed("left", "right", "any", "end")))).toEqual([
      "run base: It has not passed on these inputs yet.",
      'run left: "any" can do with any of several jobs, and not everything before it is left out.',
      'run right: "any" can do with any of several jobs, and not everything before it is left out.',
      'run any: "any" can do with any of several jobs, and not everything before it is left out.',
      "skip end: It already passed on these inputs: run 77, commit 0123456789ab, 2026-11-28T10:00:00Z.",
    ]);
  });
});

describe("a marker", () => {
  const why = (found: Found, more = {}) => told(decideWith([job("test")], () => found, more))[0];
  const of = (more: object): Found => ({ kind: "found", marker: marker("test", more) });

  it("counts only for exactly the work that was asked for, in a trusted scope", () => {
    expect(why(of({ job: "test-2" }))).toBe(
      "run test: The store gave no usable answer: the marker is of other work than was asked for.",
    );
    expect(why(of({ signature: signatureOf("test2") }))).toContain("of other work");
    expect(why(of({ scope: "pr/7" }))).toContain('the marker is of the scope "pr/7"');
    expect(why(of({ scope: "pr/7" }), { scopes: ["pr/7", "trusted"] })).toMatch(/^skip/);
    expect(why(of({ scope: "pr/7" }), { scopes: ["pr/77"] })).toMatch(/^run/);
    expect(why(of({ schema: "cig.marker/2" }))).toContain('has the form "cig.marker/2"');
  });

  it("does not count when it has expired, has no date, or is from the future", () => {
    expect(why(of({ expires: "2026-11-29T10:00:00Z" }))).toContain("has expired");
    expect(why(of({ expires: "2026-11-29T10:00:01Z" }))).toMatch(/^skip/);
    expect(why(of({ expires: "soon" }))).toContain("has expired");
    expect(why(of({ at: "yesterday" }))).toContain("has no date");
    expect(why(of({ at: "2026-11-29T11:30:00Z" }))).toContain("from the future");
    expect(why(of({ at: "2026-11-29T10:05:00Z" }))).toMatch(/^skip/);
  });

  it("that is not one makes the work run", () => {
    for (const broken of [null, 7, "ok", {}, { ...marker("test"), at: 7 }, { ...marker("test"), run: 7 }])
      expect(why({ kind: "found", marker: broken as never })).toContain("not one of ours, or broken");
  });

  it("that a store cannot give makes the work run", () => {
    expect(why({ kind: "doubt", reason: "it took longer than 5 s" })).toBe(
      "run test: The store gave no usable answer: it took longer than 5 s.",
    );
    expect(why({ kind: "doubt", reason: "The store is full." })).toBe(
      "run test: The store gave no usable answer: The store is full.",
    );
  });
});

describe("lookups", () => {
  it("are those that could leave something out", () => {
    const jobs = [
      job("lint"),
      job("deploy", { effects: true }),
      job("smoke", { needs: ["deploy"] }),
      job("test", { copies: 2 }),
      job("doubtful", { variants: [variant("doubtful", "no file list")] }),
    ];
    expect(lookupsOf(jobs, {}).map(({ id }) => id)).toEqual(["lint", "test.0-of-2", "test.1-of-2"]);
    expect(lookupsOf(jobs, { force: { by: "x" } })).toEqual([]);
  });

  it("are all that decide() asks for", () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat(9)), fc.integer({ min: 1, max: 7 }), (stream, count) => {
        const draw = () => stream.next().value as number;
        const jobs = Array.from({ length: count }, (_, index) =>
          job(`j${index}`, {
            needs: index > 0 && draw() < 5 ? [`j${draw() % index}`] : [],
            effects: draw() === 0,
            asksStatus: draw() === 0,
            copies: draw() % 3,
          }),
        );
        const allowed = new Set(lookupsOf(jobs, {}).map(({ id }) => id));
        const asked: string[] = [];
        decideWith(jobs, (wanted) => {
          asked.push(wanted.id);
          return { kind: "none" };
        });
        expect(asked.filter((id) => !allowed.has(id))).toEqual([]);
        expect(asked.length).toBe(allowed.size);
      }),
    );
  });
});

it("time is an argument", () => {
  const found: Found = {
    kind: "found",
    marker: marker("a", { expires: new Date(now + 1000).toISOString() }),
  };
  expect(running(decideWith([job("a")], () => found, { now: now + 2000 }))).toEqual(["a"]);
});

it("a job that its author leaves out on a branch is left out without a marker, unless its files are needed", () => {
  const jobs = [job("build", { leftOutOn: "docs" }), job("test", { needs: ["build"] })];
  expect(told(decideWith(jobs, passed()))).toEqual([
    'skip build: cig.toml leaves it out on the branch "docs".',
    "run test: It has not passed on these inputs yet.",
  ]);
  expect(
    running(decideWith([jobs[0]!, job("test", { needs: ["build"], uses: ["build"] })], passed())),
  ).toEqual(["build", "test"]);
  expect(running(decideWith([job("a", { leftOutOn: "docs", effects: true })], passed()))).toEqual(["a"]);
});
