import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll } from "vitest";

const running: ChildProcess[] = [];
const folders: string[] = [];

/** Starts a program before the tests of a block; the function tells its address once they run. */
export function startedServer(
  command: (port: string) => string[],
  prepare: (url: string) => Promise<void> = async () => {},
  environment: Readonly<Record<string, string>> = {},
): () => string {
  let url = "";
  beforeAll(async () => {
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    const [program = "", ...args] = command(String(port));
    const child = spawn(program, args, {
      stdio: "ignore",
      env: { PATH: process.env.PATH, HOME: temporaryFolder(), ...environment },
    });
    running.push(child);
    await untilAnswered(url, child);
    await prepare(url);
  }, 120_000);
  return () => url;
}

/** Ends what was started; for `afterAll`. */
export async function endServers(): Promise<void> {
  await Promise.all(running.splice(0).map(end));
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** Gone when `endServers` is called. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cig-test-"));
  folders.push(folder);
  return folder;
}

async function untilAnswered(url: string, child: ChildProcess): Promise<void> {
  for (let round = 0; round < 600; round++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(" ")} ended with ${child.exitCode}`);
    const isUp = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${child.spawnargs.join(" ")} does not answer`);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
