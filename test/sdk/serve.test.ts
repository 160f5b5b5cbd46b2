import { spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { Client, credentials } from "@grpc/grpc-js";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { DetectRequestSchema, DetectResponseSchema } from "../../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { buildFixture, temporaryFolder } from "../core/host/fixtures.ts";

let directory: string;
const open: { close(): void }[] = [];

beforeAll(async () => {
  directory = await buildFixture("well-behaved");
});

afterEach(() => {
  for (const thing of open.splice(0)) thing.close();
});

/** Starts a plugin over two ordinary pipes, with no sign that cig is there, and connects a client to them. */
async function startOverPipes(plugin: string) {
  const child = spawn(process.execPath, [join(plugin, "main.js")], { stdio: ["pipe", "pipe", "pipe"] });
  const listener = createServer();
  const address = join(temporaryFolder(), "socket");
  listener.listen(address);
  const client = new Client(`unix:${address}`, credentials.createInsecure(), {
    "grpc.max_receive_message_length": -1,
    "grpc.max_send_message_length": -1,
  });
  client.getChannel().getConnectivityState(true);
  const [socket] = (await once(listener, "connection")) as [Socket];
  // What is under way when a test ends goes nowhere.
  for (const stream of [socket, child.stdin]) stream.on("error", () => {});
  socket.pipe(child.stdin);
  child.stdout.pipe(socket);
  listener.close();
  open.push({ close: () => client.close() }, { close: () => child.kill("SIGKILL") });
  return { child, client };
}

function detect(client: Client, files: { path: string; content?: Uint8Array }[]): Promise<string[]> {
  const request = create(DetectRequestSchema, { files });
  return new Promise((resolve, reject) => {
    client.makeUnaryRequest(
      "/cig.plugin.v1.PluginService/Detect",
      (message: typeof request) => Buffer.from(toBinary(DetectRequestSchema, message)),
      (bytes: Buffer) => fromBinary(DetectResponseSchema, bytes),
      request,
      (error, answer) => (error ? reject(error) : resolve(answer!.signals)),
    );
  });
}

describe("a served plugin", () => {
  it("answers over two ordinary pipes, and ends when they close", async () => {
    const { child, client } = await startOverPipes(directory);
    expect(await detect(client, [{ path: "a" }])).toEqual(["a"]);
    const exited = once(child, "exit");
    child.stdin.end();
    expect(await exited).toEqual([0, null]);
  });

  it("takes and gives messages of many megabytes, whole", async () => {
    const { client } = await startOverPipes(directory);
    const path = "x".repeat(10 * 1024 * 1024);
    const [answer] = await detect(client, [{ path, content: new Uint8Array(20 * 1024 * 1024) }]);
    expect(answer === path).toBe(true);
  });

  it("refuses what is larger than the limit, and goes on", async () => {
    const { client } = await startOverPipes(directory);
    await expect(
      detect(client, [{ path: "a", content: new Uint8Array(65 * 1024 * 1024) }]),
    ).rejects.toMatchObject({
      code: 8,
    });
    expect(await detect(client, [{ path: "a" }])).toEqual(["a"]);
  });

  it("does not know a hook that it does not define", async () => {
    const { client } = await startOverPipes(directory);
    const call = new Promise((resolve) => {
      const same = (bytes: Buffer) => bytes;
      client.makeUnaryRequest("/cig.plugin.v1.PluginService/Plan", same, same, Buffer.alloc(0), (error) =>
        resolve(error?.code),
      );
    });
    expect(await call).toBe(12);
  });

  it("sends what the author prints to stderr", async () => {
    const loud = await buildFixture("throws-in-hook");
    const { child, client } = await startOverPipes(loud);
    let stderr = "";
    child.stderr.on("data", (bytes) => {
      stderr += bytes;
    });
    await expect(detect(client, [])).rejects.toMatchObject({
      code: 13,
      details: "The table of versions has no entry for 3.9.",
    });
    await expect
      .poll(() => stderr, { timeout: 60_000 })
      .toContain("Error: The table of versions has no entry for 3.9.\n    at ");
  });

  it("answers on one socket that is both stdin and stdout", async () => {
    const listener = createServer({ pauseOnConnect: true });
    const address = join(temporaryFolder(), "socket");
    listener.listen(address);
    const near = connect(address);
    const [far] = (await once(listener, "connection")) as [Socket];
    const child = spawn(process.execPath, [join(directory, "main.js")], { stdio: [far, far, "ignore"] });
    far.destroy();
    listener.close();
    open.push({ close: () => child.kill("SIGKILL") });
    // The server speaks first: its SETTINGS frame.
    near.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    near.write(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0]));
    const [bytes] = (await once(near, "data")) as [Buffer];
    expect(bytes[3]).toBe(4);
    const exited = once(child, "exit");
    near.destroy();
    expect(await exited).toEqual([0, null]);
  });
});
