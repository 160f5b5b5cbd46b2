import type { ObjectStoreAccess, Objects } from "cig/sdk";
import { failureWords, readMarkerBytes, statusWords, unlessAborted } from "cig/sdk";
import { Client } from "minio";

/** Objects of a bucket. The key comes from the granted variables MINIO_ACCESS_KEY and MINIO_SECRET_KEY. */
export function openBucket(
  { options, endpoint }: ObjectStoreAccess,
  environment: Readonly<Record<string, string | undefined>>,
): Objects {
  const { bucket } = options;
  if (typeof bucket !== "string" || bucket === "")
    throw new Error('has no bucket: name one with the option "bucket"');
  const client = clientFor(endpoint, String(options.region ?? "us-east-1"), environment);
  async function streamOf(name: string, signal: AbortSignal) {
    try {
      return await unlessAborted(client.getObject(String(bucket), name), signal);
    } catch (error) {
      if ((error as Answer).code === "NoSuchKey") return undefined;
      throw new Error(wordsOf(error, signal));
    }
  }

  return {
    async read(name, signal) {
      const stream = await streamOf(name, signal);
      if (!stream) return undefined;
      signal.addEventListener("abort", () => stream.destroy(new Error("aborted")), { once: true });
      return readMarkerBytes(stream, name, signal);
    },
    async write(name, content, _life, signal) {
      const type = { "Content-Type": "application/json" };
      const bytes = Buffer.from(content);
      try {
        await unlessAborted(client.putObject(bucket, name, bytes, bytes.length, type), signal);
      } catch (error) {
        throw new Error(wordsOf(error, signal));
      }
    },
  };
}

function clientFor(
  endpoint: string,
  region: string,
  { MINIO_ACCESS_KEY: accessKey, MINIO_SECRET_KEY: secretKey }: Readonly<Record<string, string | undefined>>,
): Client {
  const { hostname, port, protocol, pathname } = new URL(endpoint);
  if (pathname !== "/") throw new Error(`does not use "${endpoint}": MinIO is at the root of its host`);
  return new Client({
    endPoint: hostname.replace(/^\[|\]$/g, ""),
    ...(port !== "" && { port: Number(port) }),
    useSSL: protocol === "https:",
    // Given, the client need not ask the server where the bucket is.
    region,
    pathStyle: true,
    ...(accessKey && secretKey && { accessKey, secretKey }),
  });
}

/** What the client throws for an answer that is an error. */
interface Answer {
  readonly code?: string;
  readonly message?: string;
}

/** The client keeps the server's own word ("AccessDenied") and drops the status, so the word alone is told. */
function wordsOf(error: unknown, signal: AbortSignal): string {
  const { code = "" } = error as Answer;
  const status = statuses[code];
  if (status !== undefined && !signal.aborted) return statusWords(status, code);
  if ((error as Error).name === "S3Error" && code === "") return "answers with an error without saying which";
  return failureWords(error, signal);
}

const statuses: Readonly<Record<string, number>> = {
  AccessDenied: 403,
  InvalidAccessKeyId: 403,
  SignatureDoesNotMatch: 403,
  NoSuchBucket: 404,
  InternalError: 500,
  SlowDown: 503,
};
