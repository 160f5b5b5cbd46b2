import { largestMarkerBytes } from "./check-marker.ts";

/** Settles as the promise does, or rejects when nobody waits any more, whether the library behind it listens or not. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort = () => {};
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error(lateness));
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort);
  });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", onAbort);
    // A promise that lost the race may still fail, and nobody is left to hear it.
    promise.catch(() => {});
  }
}

/** Reads a stream to its end, and no further than any marker goes. Rejects with the end of a sentence. */
export async function readMarkerBytes(
  stream: AsyncIterable<Uint8Array>,
  name: string,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const piece of stream) {
      length += piece.length;
      pieces.push(piece);
      // Leaving the loop ends the stream.
      if (length > largestMarkerBytes) break;
    }
  } catch (error) {
    const words = signal.aborted ? lateness : `broke off in the middle of ${name} (${messageOf(error)})`;
    throw new Error(words, { cause: error });
  }
  if (length > largestMarkerBytes)
    throw new Error(`has an object larger than ${largestMarkerBytes / 1024} KiB at ${name}`);
  return Buffer.concat(pieces);
}

/** What an answer's status says, as the end of a sentence: "answers 403 (AccessDenied)". */
export function statusWords(status: number, word?: string): string {
  const known = word || statusNames[status];
  return known ? `answers ${status} (${known})` : `answers ${status}`;
}

const statusNames: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized: the credentials are missing or wrong",
  403: "Forbidden: the credentials do not reach so far",
  404: "Not Found",
  405: "Method Not Allowed",
  411: "Length Required",
  413: "too large",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

/**
 * What kept a request from being answered, as the end of a sentence. It looks for the cause that the system names,
 * which libraries wrap; `signal` tells a time that was up from another abort.
 */
export function failureWords(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return lateness;
  const code = codeOf(error);
  if (code !== undefined) return `cannot be reached (${code})`;
  return `failed: ${messageOf(error)}`;
}

const lateness = "did not answer in time";

function codeOf(error: unknown, depth = 0): string | undefined {
  if (typeof error !== "object" || error === null || depth > 5) return undefined;
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (
    typeof code === "string" &&
    /^(?:E[A-Z]+|UND_ERR_\w+|CERT_\w+|DEPTH_\w+|SELF_SIGNED\w*|UNABLE_\w+)$/.test(code)
  )
    return code;
  const first = Array.isArray(errors) ? codeOf(errors[0], depth + 1) : undefined;
  return first ?? codeOf(cause, depth + 1);
}

function messageOf(error: unknown): string {
  return codeOf(error) ?? (error instanceof Error ? error.message : String(error));
}
