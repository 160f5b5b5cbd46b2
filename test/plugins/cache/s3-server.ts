import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A server that speaks S3, on loopback. */
export interface S3Server {
  readonly url: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  close(): Promise<void>;
}

/** Starts s3rver, which checks signatures and knows one key. */
export async function startS3Server(): Promise<S3Server> {
  const directory = mkdtempSync(join(tmpdir(), "cig-test-"));
  const { default: S3rver } = (await import("s3rver" as string)) as {
    default: new (options: object) => Running;
  };
  const bucket = "markers";
  const options = {
    address: "127.0.0.1",
    port: 0,
    silent: true,
    directory,
    configureBuckets: [{ name: bucket }],
  };
  const server = new S3rver(options);
  const { port } = await server.run();
  return {
    url: `http://127.0.0.1:${port}`,
    bucket,
    accessKey: "S3RVER",
    secretKey: "S3RVER",
    async close() {
      await server.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

interface Running {
  run(): Promise<{ port: number }>;
  close(): Promise<void>;
}
