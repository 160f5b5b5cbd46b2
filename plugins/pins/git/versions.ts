import {
  coversAddress,
  type KnownVersion,
  type PinLookup,
  type PinQuestion,
  send,
  statusWords,
} from "cig/sdk";
import { packetsOf, printPackets } from "./packets.ts";
import type { Repository } from "./repository.ts";

/**
 * All tags of a repository that cig can write down, and the branches that are asked for, each with its commit. Asks as
 * `git ls-remote` does (protocol version 2, https://git-scm.com/docs/protocol-v2#_ls_refs), in one request. Rejects with
 * the end of a sentence.
 */
export async function versionsIn(
  { address, authorization }: Repository,
  { versions: wanted }: PinQuestion,
  { grants, signal }: PinLookup,
): Promise<KnownVersion[]> {
  const { origin } = new URL(address);
  if (!grants.some((grant) => coversAddress(grant, address)))
    throw new Error(`is at ${origin}, which cig.toml does not grant: "network:${origin}"`);
  const body = printPackets([
    ["command=ls-refs\n"],
    [
      "peel\n",
      "ref-prefix refs/tags/\n",
      ...wanted.filter(isWritable).map((name) => `ref-prefix refs/heads/${name}\n`),
    ],
  ]);
  const headers = {
    "content-type": "application/x-git-upload-pack-request",
    accept: "application/x-git-upload-pack-result",
    "git-protocol": "version=2",
  };
  const response = await send(
    `${address}/git-upload-pack`,
    { method: "POST", headers, body },
    { grants, ...(authorization !== undefined && { authorization }) },
    signal,
  );
  if ([401, 403, 404].includes(response.status)) {
    await response.body?.cancel();
    throw new Error(`is not at ${address}, or not for everybody to see (${response.status})`);
  }
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`cannot be looked up: ${address} ${statusWords(response.status)}`);
  }
  return referencesIn(new Uint8Array(await response.arrayBuffer()), address, wanted);
}

function referencesIn(bytes: Uint8Array, address: string, wanted: readonly string[]): KnownVersion[] {
  const lines = packetsOf(bytes);
  if (!lines?.every((line) => /^(?:[0-9a-f]{40,64}|unborn) /.test(line)))
    throw new Error(`cannot be looked up: ${address} does not speak version 2 of git's protocol`);
  return lines.flatMap((line): KnownVersion[] => {
    const [, object, kind, version, peeled] =
      /^([0-9a-f]{40}) refs\/(tags|heads)\/(\S+)(?: .*?\bpeeled:([0-9a-f]{40}))?/.exec(line) ?? [];
    if (object === undefined || version === undefined || !isWritable(version)) return [];
    // A prefix also finds "main-2"; a tag comes before a branch of its name, as for git.
    if (
      kind === "heads" &&
      (!wanted.includes(version) || lines.some((other) => other.includes(` refs/tags/${version}`)))
    )
      return [];
    return [{ version, digest: peeled ?? object }];
  });
}

/** As cig.lock and comments in rendered files have it. */
function isWritable(version: string): boolean {
  return /^[\w.+-]{1,64}$/.test(version);
}
