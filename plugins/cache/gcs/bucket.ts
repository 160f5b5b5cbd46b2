import { IdempotencyStrategy, Storage } from "@google-cloud/storage";
import type { ObjectStoreAccess, Objects } from "cig/sdk";
import { failureWords, readMarkerBytes, statusWords, unlessAborted } from "cig/sdk";

/**
 * Objects of a bucket. Credentials are Google's application default ones: the file that GOOGLE_APPLICATION_CREDENTIALS
 * names, or those of the machine. An endpoint of one's own, such as an emulator's, gets none.
 */
export function openBucket({ options, endpoint }: ObjectStoreAccess): Objects {
  const { bucket: name, project } = options;
  if (typeof name !== "string" || name === "")
    throw new Error('has no bucket: name one with the option "bucket"');
  const isGoogle = new URL(endpoint).origin === "https://storage.googleapis.com";
  const storage = new Storage({
    ...(!isGoogle && { apiEndpoint: endpoint.replace(/\/+$/, "") }),
    ...(typeof project === "string" && { projectId: project }),
    // To put the same bytes twice under one name does no harm, so everything may be tried again.
    retryOptions: { maxRetries: 2, idempotencyStrategy: IdempotencyStrategy.RetryAlways },
  });
  const bucket = storage.bucket(name);
  return {
    async read(name, signal) {
      const stream = bucket.file(name).createReadStream();
      const abort = () => stream.destroy(new Error("aborted"));
      signal.addEventListener("abort", abort, { once: true });
      try {
        return await readMarkerBytes(stream, name, signal);
      } catch (error) {
        const answer = (error as { cause?: Answer }).cause;
        if (isAbsent(answer)) return undefined;
        throw answer?.code === undefined ? error : new Error(wordsOf(answer, signal));
      } finally {
        signal.removeEventListener("abort", abort);
      }
    },
    async write(name, content, _life, signal) {
      const how = { resumable: false, contentType: "application/json" };
      try {
        await unlessAborted(bucket.file(name).save(Buffer.from(content), how), signal);
      } catch (error) {
        throw new Error(wordsOf(error, signal));
      }
    },
  };
}

/** What the client throws for an answer that is an error; then `code` is its status. */
interface Answer {
  readonly code?: string | number;
  readonly message?: string;
}

/** A bucket that is missing answers 404, too, and is no reason to believe that nothing was recorded. */
function isAbsent(answer: Answer | undefined): boolean {
  return answer?.code === 404 && !/bucket does not exist/i.test(answer.message ?? "");
}

function wordsOf(error: unknown, signal: AbortSignal): string {
  const { code } = error as Answer;
  if (typeof code === "number" && !signal.aborted) return statusWords(code);
  return failureWords(error, signal);
}
