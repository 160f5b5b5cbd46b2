import { coversAddress, type PinLookup, send, statusWords } from "cig/sdk";
import type { Image } from "./image.ts";

/**
 * The digest that a tag points at, of all platforms together where there are several: the registry's own word for it
 * (https://distribution.github.io/distribution/spec/api/#digest-header). Rejects with the end of a sentence.
 */
export async function digestOf({ registry, repository, tag }: Image, lookup: PinLookup): Promise<string> {
  const address = `${registry}/v2/${repository}/manifests/${tag}`;
  const first = await ask(address, lookup);
  const response = first.status === 401 ? await askWithToken(address, first, lookup) : first;
  if (response.status === 404) throw new Error(`is not in ${registry}`);
  if (response.status === 401 || response.status === 403)
    throw new Error(`is not for everybody to see in ${registry} (${response.status})`);
  if (!response.ok) throw new Error(`cannot be looked up: ${registry} ${statusWords(response.status)}`);
  const digest = response.headers.get("docker-content-digest") ?? "";
  if (!/^sha256:[0-9a-f]{64}$/.test(digest))
    throw new Error(`cannot be looked up: ${registry} tells no sha256 digest`);
  return digest;
}

/** HEAD tells the digest, and counts against no limit of Docker Hub. */
function ask(address: string, lookup: PinLookup, authorization?: string): Promise<Response> {
  const headers = { accept: manifests.join(", ") };
  return sendGranted(address, { method: "HEAD", headers }, lookup, authorization);
}

const manifests = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
];

/** Registries let everybody read public images, but want a token, which they give to everybody. */
async function askWithToken(address: string, refused: Response, lookup: PinLookup): Promise<Response> {
  const challenge = refused.headers.get("www-authenticate") ?? "";
  const { realm, ...parameters } = Object.fromEntries(
    [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]): [string, string] => [key!, value!]),
  );
  if (!/^bearer\s/i.test(challenge) || realm === undefined || !URL.canParse(realm)) return refused;
  const at = new URL(realm);
  for (const key of ["service", "scope"]) if (parameters[key]) at.searchParams.set(key, parameters[key]);
  const response = await sendGranted(at.href, { method: "GET" }, lookup);
  if (!response.ok) {
    await response.body?.cancel();
    return refused;
  }
  const answer = (await response.json().catch(() => ({}))) as { token?: unknown; access_token?: unknown };
  const token = answer.token ?? answer.access_token;
  return typeof token === "string" && /^[\x21-\x7e]+$/.test(token)
    ? ask(address, lookup, `Bearer ${token}`)
    : refused;
}

function sendGranted(
  address: string,
  sent: Parameters<typeof send>[1],
  { grants, signal }: PinLookup,
  authorization?: string,
): Promise<Response> {
  const { origin } = new URL(address);
  if (!grants.some((grant) => coversAddress(grant, address)))
    throw new Error(`needs ${origin}, which cig.toml does not grant: "network:${origin}"`);
  return send(address, sent, { grants, ...(authorization !== undefined && { authorization }) }, signal);
}
