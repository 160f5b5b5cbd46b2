import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  HandshakeRequestSchema,
  type HandshakeResponse,
  HandshakeResponseSchema,
} from "../../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { byCodeUnit } from "../../compare.ts";
import type { Manifest } from "../../manifest.ts";
import { coreProtocols, hookNameOf } from "./messages.ts";

/** What the core says first. */
export function handshakeRequest(coreVersion: string): Uint8Array {
  return toBinary(
    HandshakeRequestSchema,
    create(HandshakeRequestSchema, { protocols: [...coreProtocols], coreVersion }),
  );
}

/** How the plugin's first answer is to be taken. */
export type Introduction =
  | { readonly kind: "agreed"; readonly protocol: number }
  | { readonly kind: "other-protocol"; readonly offered: readonly number[] }
  | { readonly kind: "not-as-manifest"; readonly differences: readonly string[] }
  | { readonly kind: "invalid"; readonly reason: string };

/** Judges the answer: the protocol first, since without a common one nothing else can be trusted. */
export function judgeIntroduction(bytes: Uint8Array, manifest: Manifest): Introduction {
  let answer: HandshakeResponse;
  try {
    answer = fromBinary(HandshakeResponseSchema, bytes);
  } catch (error) {
    return { kind: "invalid", reason: error instanceof Error ? error.message : String(error) };
  }
  const protocol = highestCommon(answer.protocols);
  if (protocol === undefined) return { kind: "other-protocol", offered: answer.protocols };
  const differences = differencesBetween(answer, manifest);
  return differences.length > 0 ? { kind: "not-as-manifest", differences } : { kind: "agreed", protocol };
}

/** The highest protocol that both sides speak. */
export function highestCommon(offered: readonly number[]): number | undefined {
  return coreProtocols.findLast((protocol) => offered.includes(protocol));
}

function differencesBetween(answer: HandshakeResponse, manifest: Manifest): string[] {
  const hooks = answer.hooks.map((hook) => hookNameOf(hook) ?? String(hook));
  return [
    difference("name", answer.name, manifest.name),
    difference("version", answer.version, manifest.version),
    difference("capabilities", list(answer.capabilities), list(manifest.capabilities)),
    difference("requires", list(answer.requires), list(manifest.requires)),
    difference("conflicts_with", list(answer.conflictsWith), list(manifest.conflictsWith)),
    difference("hooks", list(hooks), list(manifest.hooks)),
  ].filter((text) => text !== undefined);
}

function difference(key: string, said: string, declared: string): string | undefined {
  return said === declared ? undefined : `${key} "${said}", and module.toml says "${declared}"`;
}

function list(items: readonly string[]): string {
  return [...new Set(items)].sort(byCodeUnit).join(", ");
}
