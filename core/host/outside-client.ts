import { coversVariable, isWithin } from "../../sdk/grant.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { Emit } from "../event.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import { version } from "../version.ts";
import { defaultDeadlines } from "./deadlines.ts";
import type { Runner } from "./runner.ts";
import {
  decodeOutsideResponse,
  encodeOutsideRequest,
  type OutsideMethod,
  type OutsideRequest,
  type OutsideResponse,
} from "./wire/outside-messages.ts";

export type { OutsideMethod, OutsideRequest, OutsideResponse } from "./wire/outside-messages.ts";

export interface OutsideClientOptions {
  readonly plugin: InstalledPlugin;
  /** Of cig.toml, for this plugin. What its manifest does not ask for is not given. */
  readonly grants: readonly string[];
  /** Where the granted variables come from. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly emit: Emit;
  /** Said in the handshake; the version of this cig unless given. */
  readonly coreVersion?: string;
}

export type OutsideAnswer<M extends OutsideMethod> =
  | { readonly ok: true; readonly response: OutsideResponse<M> }
  | { readonly ok: false; readonly diagnostic: Diagnostic };

/** Asks one plugin what hangs on the world outside. It must be closed, or its process keeps the program alive. */
export interface OutsideClient {
  /** Asks once, within the deadline, which counts from the call and includes the start. Never rejects. */
  ask<M extends OutsideMethod>(
    method: M,
    request: OutsideRequest<M>,
    deadlineMs: number,
  ): Promise<OutsideAnswer<M>>;
  close(): Promise<void>;
}

/** Opens the client; the process starts with the first question. */
export function openOutsideClient(options: OutsideClientOptions): OutsideClient {
  const { plugin } = options;
  let runner: Promise<Runner> | undefined;
  return {
    async ask(method, request, deadlineMs) {
      runner ??= openRunner(options, deadlineMs);
      const bytes = encodeOutsideRequest(method, request);
      const outcome = await (await runner).askOutside(plugin, method, bytes, deadlineMs);
      if (!outcome.ok) return outcome;
      try {
        return { ok: true, response: decodeOutsideResponse(method, outcome.bytes) };
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

async function openRunner(options: OutsideClientOptions, handshake: number): Promise<Runner> {
  const { Runner } = await import("./runner.ts");
  const { plugin, emit, coreVersion = version } = options;
  const deadlines = { ...defaultDeadlines, handshake };
  const granted = grantedVariables(options);
  return new Runner({ plugins: [plugin], emit, isolate: true, coreVersion, deadlines, granted });
}

/** The variables that cig.toml grants and the manifest asks for: nobody gets what he does not name. */
function grantedVariables({ plugin, grants, environment }: OutsideClientOptions): Record<string, string> {
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
