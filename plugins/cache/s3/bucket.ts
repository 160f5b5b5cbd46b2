import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { ObjectStoreAccess, Objects } from "cig/sdk";
import { failureWords, readMarkerBytes, statusWords } from "cig/sdk";

/** Objects of a bucket. Credentials come from wherever Amazon's own chain finds them: first from granted variables. */
export function openBucket({ options, endpoint }: ObjectStoreAccess): Objects {
  const { bucket } = options;
  if (typeof bucket !== "string" || bucket === "")
    throw new Error('has no bucket: name one with the option "bucket"');
  const client = new S3Client({
    endpoint,
    region: String(options.region ?? process.env.AWS_REGION ?? "us-east-1"),
    // The bucket in the path, not in the host's name: so the host is the one that was granted.
    forcePathStyle: true,
    maxAttempts: 2,
    // Not every server that speaks S3 knows the newer checksums.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
  async function bodyOf(name: string, signal: AbortSignal): Promise<AsyncIterable<Uint8Array> | undefined> {
    try {
      const command = new GetObjectCommand({ Bucket: String(bucket), Key: name });
      const { Body } = await client.send(command, { abortSignal: signal });
      return Body as AsyncIterable<Uint8Array> | undefined;
    } catch (error) {
      if ((error as Answer).name === "NoSuchKey") return undefined;
      throw new Error(wordsOf(error, signal));
    }
  }

  return {
    async read(name, signal) {
      const body = await bodyOf(name, signal);
      return body && readMarkerBytes(body, name, signal);
    },
    async write(name, content, _life, signal) {
      try {
        const type = "application/json";
        const command = new PutObjectCommand({ Bucket: bucket, Key: name, Body: content, ContentType: type });
        await client.send(command, { abortSignal: signal });
      } catch (error) {
        throw new Error(wordsOf(error, signal));
      }
    },
  };
}

/** What the client throws for an answer that is an error. */
interface Answer {
  readonly name?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

function wordsOf(error: unknown, signal: AbortSignal): string {
  const { name, $metadata } = error as Answer;
  if (name === "CredentialsProviderError")
    return "has no credentials: grant the plugin the variables that hold them, such as AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
  const status = $metadata?.httpStatusCode;
  if (status !== undefined && status >= 300 && !signal.aborted) return statusWords(status, name);
  return failureWords(error, signal);
}
