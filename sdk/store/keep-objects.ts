import { unlessAborted } from "./bounded.ts";
import { type Asked, whyNotMarker } from "./check-marker.ts";
import { latestName, markerName } from "./object-name.ts";

/** Anything that keeps bytes under names: a folder, a bucket, a server. */
export interface Objects {
  /**
   * The bytes under a name; undefined when there are none. Throws an Error whose message ends the sentence "The
   * store …" for everything else; `signal` says that nobody waits any more.
   */
  read(name: string, signal: AbortSignal): Promise<Uint8Array | undefined> | Uint8Array | undefined;
  /** Puts bytes under a name, over what is there, as a whole or not at all. Throws as `read` does. */
  write(name: string, content: Uint8Array, life: Life, signal: AbortSignal): Promise<void> | void;
}

/** How long an object counts, for stores that can forget. */
export interface Life {
  /** 0: for ever. */
  readonly seconds: number;
}

export interface Key {
  readonly job: string;
  readonly signature: string;
}

/** A marker with the scope in which it was found. */
export interface Found {
  readonly scope: string;
  readonly content: Uint8Array;
}

/** What there is under one key in the scopes that were asked for. */
export interface Answer {
  readonly key: Key;
  readonly markers: readonly Found[];
  /** Why it cannot be said for sure; "" when it can. */
  readonly problem: string;
}

/** Looks every key up in every scope, several at a time. Never rejects. */
export async function lookupObjects(
  objects: Objects,
  keys: readonly Key[],
  scopes: readonly string[],
  signal: AbortSignal,
): Promise<Answer[]> {
  return eachOf(keys, async (key) => {
    const name = (scope: string) => markerName(scope, key.job, key.signature);
    return { key, ...(await readEach(objects, scopes, name, key, signal)) };
  });
}

/** The marker that was recorded last for a job, in each of the scopes. Never rejects. */
export function latestObjects(
  objects: Objects,
  job: string,
  scopes: readonly string[],
  signal: AbortSignal,
): Promise<Omit<Answer, "key">> {
  return readEach(objects, scopes, (scope) => latestName(scope, job), { job }, signal);
}

/** A marker to keep. */
export interface ToKeep {
  readonly key: Key;
  readonly scope: string;
  readonly content: Uint8Array;
  readonly life: Life;
}

/** Keeps one marker; returns why not, "" when it is kept. Never rejects. */
export async function recordObject(
  objects: Objects,
  { key, scope, content, life }: ToKeep,
  signal: AbortSignal,
): Promise<string> {
  const name = markerName(scope, key.job, key.signature);
  const latest = latestName(scope, key.job);
  if (name === undefined || latest === undefined)
    return "The key or the scope is none that a marker can have.";
  const fault = whyNotMarker(content, { ...key, scope });
  if (fault !== undefined) return `The marker ${fault}.`;
  try {
    await bounded(() => objects.write(name, content, life, signal), signal);
  } catch (error) {
    return sentenceOf(error);
  }
  // It only serves explanations: that it cannot be written changes no verdict.
  await bounded(() => objects.write(latest, content, life, signal), signal).catch(() => undefined);
  return "";
}

/** Does something with each item, at most `width` at a time; results in the items' order. */
export async function eachOf<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async () => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, worker));
  return results;
}

const width = 32;

async function readEach(
  objects: Objects,
  scopes: readonly string[],
  nameIn: (scope: string) => string | undefined,
  asked: Omit<Asked, "scope">,
  signal: AbortSignal,
): Promise<Omit<Answer, "key">> {
  const markers: Found[] = [];
  let problem = "";
  for (const scope of scopes) {
    try {
      const name = nameIn(scope);
      if (name === undefined) throw new Error("cannot have a marker of that key or scope");
      const content = await bounded(() => objects.read(name, signal), signal);
      if (content === undefined) continue;
      const fault = whyNotMarker(content, { ...asked, scope });
      if (fault !== undefined) throw new Error(`has a marker in "${scope}" that ${fault}`);
      markers.push({ scope, content });
    } catch (error) {
      problem ||= sentenceOf(error);
    }
  }
  return { markers, problem };
}

/** Begins nothing that nobody waits for, and waits for nothing longer than that. */
async function bounded<T>(run: () => Promise<T> | T, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const running = run();
  return running instanceof Promise ? unlessAborted(running, signal) : running;
}

function sentenceOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return `The store ${message.replace(/\.$/, "")}.`;
}
