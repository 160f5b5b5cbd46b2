import { setMaxListeners } from "node:events";
import type { StoreAccess } from "../proto/gen/cig/plugin/v1/store_pb.ts";
import type { Value } from "../proto/gen/cig/plugin/v1/value_pb.ts";
import { eachOf, latestObjects, lookupObjects, type Objects, recordObject } from "./store/index.ts";
import type { StoreMethods } from "./store-methods.ts";

/** What an object store is opened with. */
export interface ObjectStoreAccess {
  /** Scalars of the options by name; lists and tables are left out. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  readonly endpoint: string;
  readonly grants: readonly string[];
  readonly root: string;
}

/**
 * Makes a store of anything that keeps bytes under names. The layout is the same for all: `<prefix>/<scope>/<job>/
 * <signature>.json` with the option `prefix`, each part escaped, and `latest.json` beside it. Markers are checked
 * before they are kept and before they are told. `open` may throw an Error that ends the sentence "The store …".
 */
export function objectStore(open: (access: ObjectStoreAccess) => Promise<Objects> | Objects): StoreMethods {
  return {
    async lookup({ access, keys, scopes }, { signal }) {
      const objects = await opened(open, access);
      if (typeof objects === "string")
        return { answers: keys.map((key) => ({ key, problem: objects, markers: [] })) };
      const answers = await lookupObjects(objects, keys, scopes, within(signal, access));
      return {
        answers: answers.map(({ key, markers, problem }) => ({ key, markers: [...markers], problem })),
      };
    },
    async record({ access, markers }, { signal }) {
      const objects = await opened(open, access);
      const until = within(signal, access);
      const answers = await eachOf(markers, async ({ key, scope, content, expiresInSeconds }) => {
        if (key === undefined) return { scope, problem: "The marker has no key." };
        if (typeof objects === "string") return { key, scope, problem: objects };
        const life = { seconds: Number(expiresInSeconds) };
        return { key, scope, problem: await recordObject(objects, { key, scope, content, life }, until) };
      });
      return { answers };
    },
    async latest({ access, job, scopes }, { signal }) {
      const objects = await opened(open, access);
      if (typeof objects === "string") return { markers: [], problem: objects };
      const { markers, problem } = await latestObjects(objects, job, scopes, within(signal, access));
      return { markers: [...markers], problem };
    },
  };
}

/** The objects below the prefix, or why there are none. */
async function opened(
  open: (access: ObjectStoreAccess) => Promise<Objects> | Objects,
  access: StoreAccess | undefined,
): Promise<Objects | string> {
  try {
    const options = optionsOf(access);
    const { endpoint = "", grants = [], root = "" } = access ?? {};
    return below(prefixOf(options.prefix), await open({ options, endpoint, grants, root }));
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return `The store ${message.replace(/\.$/, "")}.`;
  }
}

function below(prefix: string, objects: Objects): Objects {
  return {
    read: (name, signal) => objects.read(prefix + name, signal),
    write: (name, content, life, signal) => objects.write(prefix + name, content, life, signal),
  };
}

/** A prefix is the author's own text, and is taken as it is where every kind of store can. */
function prefixOf(prefix: string | number | boolean = ""): string {
  if (prefix === "") return "";
  const segments = String(prefix).replace(/\/$/, "").split("/");
  const isPlain = segments.every((segment) => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(segment));
  if (!isPlain)
    throw new Error(
      `does not use the prefix "${prefix}": write letters, digits, ".", "_" and "-" between slashes, such as "ci/markers"`,
    );
  return `${segments.join("/")}/`;
}

function optionsOf(access: StoreAccess | undefined): ObjectStoreAccess["options"] {
  const entries = access?.options?.entries ?? [];
  return Object.fromEntries(
    entries.flatMap(({ key, value }) => {
      const scalar = scalarOf(value);
      return scalar === undefined ? [] : [[key, scalar]];
    }),
  );
}

function scalarOf(value: Value | undefined): string | number | boolean | undefined {
  switch (value?.kind.case) {
    case "text":
    case "boolean":
    case "number":
      return value.kind.value;
    case "integer":
      return Number(value.kind.value);
    default:
      return undefined;
  }
}

function within(signal: AbortSignal, access: StoreAccess | undefined): AbortSignal {
  const deadlineMs = access?.deadlineMs ?? 0;
  const until = deadlineMs === 0 ? signal : AbortSignal.any([signal, AbortSignal.timeout(deadlineMs)]);
  // Every object that is asked for listens, which is many, and no leak.
  setMaxListeners(0, until);
  return until;
}
