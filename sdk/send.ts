import { failureWords } from "./store/index.ts";

/** What the requests to one server have in common. */
export interface SendOptions {
  /** The Authorization header. */
  readonly authorization?: string;
  /** Where a redirect may lead besides the server itself: grants that name a host outright. */
  readonly grants: readonly string[];
}

export interface Sent {
  readonly method: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

/**
 * Sends a request and follows a few redirects, to the same server or to one that is granted by name; the credentials
 * stay with the first. Rejects with the end of a sentence.
 */
export async function send(
  address: string,
  sent: Sent,
  { authorization, grants }: SendOptions,
  signal: AbortSignal,
): Promise<Response> {
  const { origin } = new URL(address);
  let at = address;
  for (let hop = 0; hop <= mostRedirects; hop++) {
    const isHome = new URL(at).origin === origin;
    const headers = { ...sent.headers, ...(isHome && authorization !== undefined && { authorization }) };
    const response = await fetchOnce(at, { ...sent, headers, redirect: "manual", signal }, signal);
    const location = response.headers.get("location");
    if (!redirects.has(response.status) || location === null) return response;
    await response.body?.cancel();
    at = nextAddress(location, at);
    const next = new URL(at).origin;
    if (next !== origin && !grants.includes(`network:${next}`))
      throw new Error(`sends on to ${next}, which cig.toml does not grant by name`);
  }
  throw new Error(`sends on more than ${mostRedirects} times`);
}

const mostRedirects = 3;
/** Those that keep the method; 303 and others would turn a PUT into a GET. */
const redirects = new Set([301, 302, 307, 308]);

async function fetchOnce(address: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    throw new Error(failureWords(error, signal));
  }
}

function nextAddress(location: string, base: string): string {
  const url = URL.canParse(location, base) ? new URL(location, base) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) throw new Error("sends on to something that is no address");
  if (new URL(base).protocol === "https:" && url.protocol === "http:")
    throw new Error("sends on from https to http");
  return url.href;
}
