import type { ObjectStoreAccess, Objects } from "cig/sdk";
import { readMarkerBytes, send, statusWords } from "cig/sdk";
import { credentialsOf } from "./credentials.ts";

/** Objects below an address: GET tells one, PUT keeps one, 404 and 410 say that there is none. */
export function openServer(
  { options, endpoint, grants }: ObjectStoreAccess,
  environment: Readonly<Record<string, string | undefined>>,
): Objects {
  const base = baseOf(endpoint, options.insecure === true);
  const authorization = credentialsOf(environment);
  const request = { grants, ...(authorization !== undefined && { authorization }) };
  return {
    async read(name, signal) {
      const response = await send(`${base}/${name}`, { method: "GET" }, request, signal);
      if (response.status === 200 && response.body)
        return readMarkerBytes(response.body as unknown as AsyncIterable<Uint8Array>, name, signal);
      await response.body?.cancel();
      if (response.status === 404 || response.status === 410) return undefined;
      throw new Error(statusWords(response.status));
    },
    async write(name, content, _life, signal) {
      const headers = { "content-type": "application/json" };
      const response = await send(
        `${base}/${name}`,
        { method: "PUT", body: content, headers },
        request,
        signal,
      );
      await response.body?.cancel();
      if (!response.ok) throw new Error(statusWords(response.status));
    },
  };
}

/** The address without a slash at its end. What a marker says must not be changed on its way, so it travels encrypted. */
function baseOf(endpoint: string, isInsecure: boolean): string {
  const url = new URL(endpoint);
  if (url.search !== "" || url.hash !== "")
    throw new Error(`does not use "${endpoint}": an address with "?" or "#" cannot have names below it`);
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url.protocol !== "https:" && !isLoopback && !isInsecure)
    throw new Error(
      `does not use "${endpoint}", where everybody on the way could write markers: use https, or say insecure = true`,
    );
  return url.href.replace(/\/+$/, "");
}
