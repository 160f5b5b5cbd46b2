import { create } from "@bufbuild/protobuf";
import {
  LatestRequestSchema,
  LookupRequestSchema,
  RecordRequestSchema,
  type StoreAccess,
  StoreAccessSchema,
} from "../../proto/gen/cig/plugin/v1/store_pb.ts";
import {
  type OutsideClientOptions,
  type OutsideMethod,
  type OutsideRequest,
  type OutsideResponse,
  openOutsideClient,
} from "../host/outside-client.ts";
import { plainText } from "../host/process/plain-text.ts";
import type { Access } from "./access.ts";
import type { Answered, Backend } from "./backend.ts";
import { keyOf } from "./result.ts";
import { toValueTable } from "./value.ts";

export interface PluginStoreOptions extends OutsideClientOptions {
  readonly access: Access;
  readonly options: Readonly<Record<string, unknown>>;
  readonly root: string;
}

/** The rest is for starting the process and for the way back. */
const shareOfPlugin = 0.8;

/** The store of a plugin, in a process of its own. What fails there is told as a warning: jobs run, and that is all. */
export function openPluginStore(options: PluginStoreOptions): Backend {
  const client = openOutsideClient(options);
  const table = toValueTable(options.options);

  /** The plugin gets less time than the core waits: so what it has by then still arrives, and only the rest is doubt. */
  function access(timeMs: number): StoreAccess {
    const deadlineMs = Math.max(1, Math.floor(timeMs * shareOfPlugin));
    const { endpoint, grants } = options.access;
    const { root } = options;
    return create(StoreAccessSchema, { options: table, endpoint, grants: [...grants], root, deadlineMs });
  }

  async function ask<M extends OutsideMethod>(
    method: M,
    request: OutsideRequest<M>,
    deadlineMs: number,
  ): Promise<Answered<OutsideResponse<M>>> {
    const answer = await client.ask(method, request, deadlineMs);
    if (answer.ok) return { ok: true, value: answer.response };
    const diagnostic = { ...answer.diagnostic, level: "warning" } as const;
    const [first = ""] = diagnostic.message.split("\n");
    return { ok: false, reason: plainText(first), diagnostic };
  }

  return {
    async lookup(keys, scopes, deadlineMs) {
      const request = create(LookupRequestSchema, {
        access: access(deadlineMs),
        keys: keys.map(({ job, signature }) => ({ job, signature })),
        scopes: [...scopes],
      });
      const answer = await ask("lookup", request, deadlineMs);
      if (!answer.ok) return answer;
      const { answers } = answer.value;
      return { ok: true, value: answers.flatMap(({ key, ...told }) => (key ? [{ key, ...told }] : [])) };
    },
    async record(markers, deadlineMs) {
      const request = create(RecordRequestSchema, {
        access: access(deadlineMs),
        markers: markers.map(({ key, scope, content, expiresInSeconds }) => ({
          key: { job: key.job, signature: key.signature },
          scope,
          content,
          expiresInSeconds: BigInt(expiresInSeconds),
        })),
      });
      const answer = await ask("record", request, deadlineMs);
      if (!answer.ok) return answer;
      const problems = new Map(
        answer.value.answers.flatMap(({ key, scope, problem }) =>
          key ? [[`${scope} ${keyOf(key)}`, plainText(problem)]] : [],
        ),
      );
      const unanswered = "The store did not say whether it kept the marker.";
      return {
        ok: true,
        value: markers.map(({ key, scope }) => problems.get(`${scope} ${keyOf(key)}`) ?? unanswered),
      };
    },
    async latest(job, scopes, deadlineMs) {
      const request = create(LatestRequestSchema, { access: access(deadlineMs), job, scopes: [...scopes] });
      return ask("latest", request, deadlineMs);
    },
    close: () => client.close(),
  };
}
