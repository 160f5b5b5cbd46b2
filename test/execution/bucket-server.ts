import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** What the server lets in. */
export const bucketKeys = { KEY_ID: "CACHEKEEPER", KEY: "a/secret+of letters" } as const;

/** Starts the bucket "acme-ci" in a process of its own, as who waits for a script answers nobody. */
export async function startBucketServer(): Promise<{ readonly url: string; end(): void }> {
  const child = spawn(
    process.execPath,
    ["--no-warnings", fileURLToPath(new URL("bucket-server.mjs", import.meta.url))],
    {
      stdio: ["pipe", "pipe", "inherit"],
      env: {
        PATH: process.env.PATH,
        CIG_TEST_KEY_ID: bucketKeys.KEY_ID,
        CIG_TEST_KEY: bucketKeys.KEY,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true",
      },
    },
  );
  const port = await new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (bytes) => resolve(String(bytes).trim()));
    child.once("exit", (code) => reject(new Error(`The server of the test ended with ${code}.`)));
  });
  return { url: `http://127.0.0.1:${port}`, end: () => child.kill() };
}
