import { runStore } from "../../run-outside.ts";
import {
  draft,
  expectFound,
  expectKept,
  expectLatest,
  keyOf,
  record,
  type StoreAccessInit,
  type StoreUnderTest,
} from "./expect.ts";
import { markerText, signatures } from "./marker-text.ts";

/** One promise of every store. */
export interface StoreCheck {
  /** Continues the plugin's name. */
  readonly title: string;
  /** What is wrong, a sentence each. */
  readonly run: () => Promise<string[]>;
}

/** All checks of a store, in a fixed order. Each has jobs of its own. */
export function storeChecks(store: StoreUnderTest): StoreCheck[] {
  const checks = promises.map(([title, job, run]) => ({
    title,
    run: () => run(store, `${store.unique}-${job}`),
  }));
  return store.broken ? [...checks, brokenCheck(store, store.broken, `${store.unique}-broken`)] : checks;
}

type Promised = readonly [
  title: string,
  job: string,
  run: (store: StoreUnderTest, job: string) => Promise<string[]>,
];

const promises: readonly Promised[] = [
  ["finds nothing before anything was recorded", "none", expectNothing],
  ["gives back exactly the bytes that were recorded", "bytes", expectSameBytes],
  ["finds a marker under its exact job and signature alone", "exact", expectApart],
  ["looks in the scopes that it is asked for, in their order, and in no other", "scopes", expectScopes],
  ["answers for each of many keys in one call", "many", expectMany],
  ["keeps the later of two markers of one key", "twice", expectLater],
  ["tells the marker that was recorded last for a job, in each scope", "latest", expectLast],
  [
    "keeps no marker that says another key than the one it is to be kept under",
    "foreign",
    expectForeignRefused,
  ],
];

async function expectNothing(store: StoreUnderTest, job: string): Promise<string[]> {
  return [
    ...(await expectFound(store, [draft(job)], ["trusted"], [[]])),
    ...(await expectLatest(store, job, ["trusted"], [])),
  ];
}

async function expectSameBytes(store: StoreUnderTest, job: string): Promise<string[]> {
  const markers = [draft(job), draft(`${job}-long`, { run: "é\u2028".repeat(20_000) })];
  const each = markers.map((marker) => [marker]);
  return [...(await expectKept(store, markers)), ...(await expectFound(store, markers, ["trusted"], each))];
}

async function expectMany(store: StoreUnderTest, job: string): Promise<string[]> {
  const kept = Array.from({ length: 100 }, (_, index) => draft(`${job}-${index}`));
  const keys = kept.flatMap((marker) => [marker, { ...marker, signature: signatures[1] }]);
  const expected = kept.flatMap((marker) => [[marker], []]);
  return [...(await expectKept(store, kept)), ...(await expectFound(store, keys, ["trusted"], expected))];
}

async function expectLater(store: StoreUnderTest, job: string): Promise<string[]> {
  const [first, second] = [draft(job, { files: 1 }), draft(job, { files: 2 })];
  return [
    ...(await expectKept(store, [first])),
    ...(await expectKept(store, [second])),
    ...(await expectFound(store, [second], ["trusted"], [[second]])),
  ];
}

async function expectLast(store: StoreUnderTest, job: string): Promise<string[]> {
  const [old, young] = [draft(job), draft(job, { signature: signatures[1] })];
  const own = draft(job, { scope: "pr/12" });
  return [
    ...(await expectKept(store, [old])),
    ...(await expectKept(store, [young])),
    ...(await expectKept(store, [own])),
    ...(await expectLatest(store, job, ["pr/12", "trusted"], [own, young])),
    ...(await expectLatest(store, job, ["branch/main"], [])),
  ];
}

function brokenCheck(store: StoreUnderTest, access: StoreAccessInit, job: string): StoreCheck {
  return {
    title: "says for each key why it cannot tell, when it cannot be reached",
    run: async () => {
      const keys = [keyOf(draft(job)), keyOf(draft(`${job}-2`))];
      const { answers } = await runStore(store.plugin, "lookup", { access, keys, scopes: ["trusted"] });
      const silent = keys.filter(
        ({ job }) => !answers.some((one) => one.key?.job === job && one.problem !== ""),
      );
      const recorded = await record({ ...store, access }, [draft(job)]);
      return [
        ...silent.map(({ job }) => `nothing is said about "${job}".`),
        ...(recorded.answers[0]?.problem ? [] : ["a marker is said to be kept."]),
      ];
    },
  };
}

async function expectApart(store: StoreUnderTest, job: string): Promise<string[]> {
  const marker = draft(job);
  const near = [
    draft(job, { signature: signatures[1] }),
    draft(`${job}-2`),
    draft(job.slice(0, -1)),
    draft(job.toUpperCase()),
    draft(`${job}/${signatures[0]}`),
    draft(`${job}%2e`),
    draft(`../${job}`),
  ];
  const strange = [`${job} a`, `${job}/b`, `${job}é`, `${job}?#&`].map((name) => draft(name));
  return [
    ...(await expectKept(store, [marker, ...strange])),
    ...(await expectFound(store, [marker, ...near], ["trusted"], [[marker], ...near.map(() => [])])),
    ...(await expectFound(
      store,
      strange,
      ["trusted"],
      strange.map((one) => [one]),
    )),
  ];
}

async function expectScopes(store: StoreUnderTest, job: string): Promise<string[]> {
  const scopes = ["trusted", "pr/1", "pr/12", "branch/main", "branch/Main", "branch/a/b"];
  const markers = scopes.map((scope) => draft(job, { scope }));
  const elsewhere = ["pr/2", "pr/123", "branch/trusted", "branch/a", "branch/a!2fb"];
  return [
    ...(await expectKept(store, markers)),
    ...(await expectFound(store, [markers[0]!], scopes, [markers])),
    ...(await expectFound(store, [markers[0]!], scopes.toReversed(), [markers.toReversed()])),
    ...(await expectFound(store, [markers[0]!], elsewhere, [[]])),
    ...(await expectFound(store, [markers[0]!], [], [[]])),
  ];
}

async function expectForeignRefused(store: StoreUnderTest, job: string): Promise<string[]> {
  const own = draft(job);
  const foreign = [{ job: `${job}-2` }, { signature: signatures[1] }, { scope: "pr/12" }];
  const failures: string[] = [];
  for (const changes of foreign) {
    const content = markerText({ ...own, ...changes });
    const markers = [{ key: keyOf(own), scope: own.scope, content }];
    const { answers } = await runStore(store.plugin, "record", { access: store.access, markers });
    if (answers[0]?.problem === "") failures.push(`a marker with ${JSON.stringify(changes)} is kept.`);
  }
  return [...failures, ...(await expectFound(store, [own], ["trusted"], [[]]))];
}
