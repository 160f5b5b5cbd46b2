import {
  directoryObjects,
  latestObjects,
  lookupObjects,
  type Objects,
  recordObject,
} from "../../sdk/store/index.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Backend } from "./backend.ts";

/**
 * A folder of the repository as a store, without a process: what a provider's own cache has restored is read on the
 * way to the verdicts, where each millisecond counts. The code is the SDK's, which cache/directory is made of, too, so
 * the layout and the caution have one owner. It is for folders inside the repository, on the machine's own disk; a
 * shared one may hang, and has the plugin's process, which can be ended.
 */
export function openDirectory(path: string, root: string): Backend {
  const { signal } = new AbortController();
  let objects: Objects;
  try {
    objects = directoryObjects(path, root);
  } catch (error) {
    return refusing(`The store ${(error as Error).message}.`);
  }
  return {
    lookup: async (keys, scopes) => {
      return { ok: true, value: await lookupObjects(objects, keys, scopes, signal) };
    },
    record: async (markers) => {
      const problems: string[] = [];
      for (const { key, scope, content, expiresInSeconds } of markers) {
        const life = { seconds: expiresInSeconds };
        problems.push(await recordObject(objects, { key, scope, content, life }, signal));
      }
      return { ok: true, value: problems };
    },
    latest: async (job, scopes) => {
      return { ok: true, value: await latestObjects(objects, job, scopes, signal) };
    },
    close: async () => {},
  };
}

/** A store that cannot be used, and says why. */
export function refusing(reason: string, diagnostic?: Diagnostic): Backend {
  const answer = async () => ({ ok: false, reason, ...(diagnostic && { diagnostic }) }) as const;
  return { lookup: answer, record: answer, latest: answer, close: async () => {} };
}
