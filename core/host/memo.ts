import type { HookName } from "../event.ts";
import type { Secret } from "../memo/secret.ts";
import { openStore } from "../memo/store.ts";

/** What decides an answer; anything else that could is forbidden to hooks. */
export interface Question {
  /** Of the plugin that is asked. */
  readonly digest: string;
  readonly hook: HookName;
  readonly protocol: number;
  readonly request: Uint8Array;
}

/** Answers of hooks, kept from run to run in `.cig/cache/hooks`. */
export interface Memo {
  /** The remembered answer; undefined when there is none, and when its entry is damaged or not ours. */
  lookup(question: Question): Uint8Array | undefined;
  /** Keeps an answer. Where nothing can be written, it is not kept, and that is all. */
  store(question: Question, answer: Uint8Array): void;
  /** Removes an answer that turned out to be of no use. */
  forget(question: Question): void;
  /** Removes the oldest entries when there are too many. Cheap when nothing was stored. */
  prune(): void;
}

/** Opens the memo of a repository; undefined when nothing can be remembered there. See `openStore`. */
export async function openMemo(root: string, secret?: Secret): Promise<Memo | undefined> {
  const store = await openStore(root, "hooks", secret);
  return (
    store && {
      lookup: (question) => store.lookup(inParts(question)),
      store: (question, answer) => store.store(inParts(question), answer),
      forget: (question) => store.forget(inParts(question)),
      prune: () => store.prune(),
    }
  );
}

/** Changes with the form of the entries, so that an older cig's are misses. */
const formatName = "cig-memo-2";

function inParts({ digest, hook, protocol, request }: Question) {
  const head = Buffer.from(`${formatName}\n${digest}\n${hook}\n${protocol}\n${request.length}\n`);
  return { head, body: request };
}
