import type { MessageInitShape } from "@bufbuild/protobuf";
import type { StoreAccessSchema } from "../../../proto/gen/cig/plugin/v1/store_pb.ts";
import type { Plugin } from "../../define-plugin.ts";
import { runStore, type StoreResponseOf } from "../../run-outside.ts";
import { type Draft, markerText, signatures } from "./marker-text.ts";

export type StoreAccessInit = MessageInitShape<typeof StoreAccessSchema>;

export interface StoreUnderTest {
  readonly plugin: Plugin;
  /** A store that can be written. */
  readonly access: StoreAccessInit;
  /** A store that cannot be reached or used. Absent: that promise is not checked. */
  readonly broken?: StoreAccessInit;
  /** Begins the names of all jobs, so that what earlier runs left in the store is not found. */
  readonly unique: string;
}

/** A marker to be kept. */
export function draft(job: string, changes: Partial<Draft> = {}): Draft {
  return { job, signature: signatures[0], scope: "trusted", files: 1, run: "1", ...changes };
}

export function keyOf({ job, signature }: Draft) {
  return { job, signature };
}

/** Asks the store to keep markers. */
export function record(store: StoreUnderTest, drafts: readonly Draft[]): Promise<StoreResponseOf<"record">> {
  const markers = drafts.map((each) => ({ key: keyOf(each), scope: each.scope, content: markerText(each) }));
  return runStore(store.plugin, "record", { access: store.access, markers });
}

/** What is wrong when the store should keep these. */
export async function expectKept(store: StoreUnderTest, drafts: readonly Draft[]): Promise<string[]> {
  const { answers } = await record(store, drafts);
  return drafts.flatMap(({ job, signature, scope }) => {
    const own = answers.find(
      ({ key, scope: kept }) => key?.job === job && key.signature === signature && kept === scope,
    );
    if (!own) return [`nothing is said about the marker of "${job}" in "${scope}".`];
    return own.problem === "" ? [] : [`the marker of "${job}" in "${scope}" is not kept: ${own.problem}`];
  });
}

/** What is wrong when the store should find these: `expected` has the markers for each of the keys, in order. */
export async function expectFound(
  { plugin, access }: StoreUnderTest,
  keys: readonly Draft[],
  scopes: string[],
  expected: readonly (readonly Draft[])[],
): Promise<string[]> {
  const { answers } = await runStore(plugin, "lookup", { access, keys: keys.map(keyOf), scopes });
  return keys.flatMap(({ job, signature }, index) => {
    const own = answers.filter(({ key }) => key?.job === job && key.signature === signature);
    if (own.length !== 1) return [`"${job}" has ${own.length} answers.`];
    return differences(`"${job}"`, own[0]!, expected[index]!);
  });
}

/** What is wrong when these should be the last of the job, one for each scope. */
export async function expectLatest(
  { plugin, access }: StoreUnderTest,
  job: string,
  scopes: string[],
  expected: readonly Draft[],
): Promise<string[]> {
  const told = await runStore(plugin, "latest", { access, job, scopes });
  return differences(`the latest of "${job}"`, told, expected);
}

function differences(
  what: string,
  told: Pick<StoreResponseOf<"latest">, "markers" | "problem">,
  expected: readonly Draft[],
): string[] {
  if (told.problem !== "") return [`${what} is not told: ${told.problem}`];
  const found = told.markers.map(({ scope }) => scope).join(", ") || "nothing";
  const wanted = expected.map(({ scope }) => scope).join(", ") || "nothing";
  if (found !== wanted) return [`${what} is found in ${found} instead of ${wanted}.`];
  const isSame = expected.every((each, index) => isEqual(markerText(each), told.markers[index]!.content));
  return isSame ? [] : [`${what} comes back with other bytes.`];
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}
