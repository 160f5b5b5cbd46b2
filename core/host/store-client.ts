import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Emit } from "../event.ts";
import { coversVariable, isWithin } from "../grant.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import { version } from "../version.ts";
import { defaultDeadlines } from "./deadlines.ts";
import type { Runner } from "./runner.ts";
import {
  decodeStoreResponse,
  encodeStoreRequest,
  type StoreMethod,
  type StoreRequest,
  type StoreResponse,
} from "./wire/store-messages.ts";

export type { StoreMethod, StoreRequest, StoreResponse } from "./wire/store-messages.ts";

export interface StoreClientOptions {
  readonly plugin: InstalledPlugin;
  /** Of cig.toml, for this plugin. What its manifest does not ask for is not given. */
  readonly grants: readonly string[];
  /** Where the granted variables come from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly emit: Emit;
  /** Said in the handshake; the version of this cig unless given. */
  readonly coreVersion?: string;
}

export type StoreAnswer<M extends StoreMethod> =
  | { readonly ok: true; readonly response: StoreResponse<M> }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** Asks the store of one plugin. It must be closed, or its process keeps the program alive. */
export interface StoreClient {
  /** Asks once, within the deadline, which counts from the call and includes the start. Never rejects. */
  ask<M extends StoreMethod>(
    method: M,
    request: StoreRequest<M>,
    deadlineMs: number,
  ): Promise<StoreAnswer<M>>;
  close(): Promise<void>;
}

/** Opens the client; the process starts with the first question. */
export function openStoreClient(options: StoreClientOptions): StoreClient {
  const { plugin } = options;
  let runner: Promise<Runner> | undefined;
  return {
    async ask(method, request, deadlineMs) {
      runner ??= openRunner(options, deadlineMs);
      const bytes = encodeStoreRequest(method, request);
      const outcome = await (await runner).askStore(plugin, method, bytes, deadlineMs);
      if (!outcome.ok) return outcome;
      try {
        return { ok: true, response: decodeStoreResponse(method, outcome.bytes) };
      } catch (error) {
        const { describeFailure } = await import("./failure.ts");
        const reason = error instanceof Error ? error.message : String(error);
        const seen = { kind: "invalid", reason } as const;
        return { ok: false, diagnostic: describeFailure({ plugin, hook: method, phase: method, seen }) };
      }
    },
    close: async () => (await runner)?.close(),
  };
}

async function openRunner(options: StoreClientOptions, handshake: number): Promise<Runner> {
  const { Runner } = await import("./runner.ts");
  const { plugin, emit, coreVersion = version } = options;
  const deadlines = { ...defaultDeadlines, handshake };
  const granted = grantedVariables(options);
  return new Runner({ plugins: [plugin], emit, isolate: true, coreVersion, deadlines, granted });
}

/** The variables that cig.toml grants and the manifest asks for: nobody gets what he does not name. */
function grantedVariables({ plugin, grants, environment }: StoreClientOptions): Record<string, string> {
  const given = grants.filter((grant) =>
    (plugin.manifest.grantable ?? []).some((asked) => isWithin(grant, asked)),
  );
  return Object.fromEntries(
    Object.entries(environment).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && given.some((grant) => coversVariable(grant, entry[0])),
    ),
  );
}
