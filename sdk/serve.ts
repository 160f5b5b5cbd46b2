import type { Duplex } from "node:stream";
import { isatty } from "node:tty";
import type { Message } from "@bufbuild/protobuf";
import type { Server, ServerUnaryCall, ServiceDefinition, sendUnaryData } from "@grpc/grpc-js";
import { PluginService } from "../proto/gen/cig/plugin/v1/plugin_pb.ts";
import { serviceDefinition } from "../proto/service-definition.ts";
import { answer, introduce } from "./answer.ts";
import { answerOutside, type OutsidePart, outsideServices } from "./answer-outside.ts";
import { hookNames, type Plugin } from "./define-plugin.ts";
import { guardStdout } from "./guard-stdout.ts";
import { stdioDuplex } from "./stdio.ts";

/** Largest message in either direction, in bytes. The core has the same limit. */
export const maxMessageBytes = 64 * 1024 * 1024;

/**
 * Answers the core on stdin and stdout until it hangs up; then the process exits. Whatever the plugin prints
 * goes to stderr. The whole of a plugin's `main.ts` is `serve(plugin)`.
 */
export function serve(plugin: Plugin): void {
  guardStdout();
  // Asked of the descriptor: `process.stdin` would open it a second time.
  if (isatty(0)) {
    process.stderr.write(
      `${plugin.name} ${plugin.version} is a plugin of cig: cig starts it and talks to it in gRPC.\n`,
    );
    process.exitCode = 2;
    return;
  }
  void serveMany([{ plugin, duplex: stdioDuplex() }]);
}

/** Answers for several plugins, each on its own stream. The process exits when the last stream has closed. */
export async function serveMany(served: readonly { plugin: Plugin; duplex: Duplex }[]): Promise<void> {
  let open = served.length;
  for (const { duplex } of served) {
    duplex.on("error", () => duplex.destroy());
    // Only a closed stream can lose nothing: exiting earlier would cut an answer short.
    duplex.once("close", () => {
      if (--open === 0) process.exit();
    });
  }
  // Loaded here, so that tests that only run hooks do not pay for it.
  const grpc = await import("@grpc/grpc-js");
  for (const { plugin, duplex } of served) {
    const server = createServer(grpc, plugin);
    server.createConnectionInjector(grpc.ServerCredentials.createInsecure()).injectConnection(duplex);
  }
}

type Grpc = typeof import("@grpc/grpc-js");

function createServer(grpc: Grpc, plugin: Plugin): Server {
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  server.addService(pluginDefinition, {
    handshake: (_call: unknown, done: sendUnaryData<Message>) => done(null, introduce(plugin)),
    ...Object.fromEntries(
      hookNames
        .filter((hook) => plugin[hook])
        .map((hook) => [hook, handler(grpc, (request) => answer(plugin, hook, request))]),
    ),
  });
  for (const part of outsideParts.filter((part) => plugin[part] !== undefined))
    server.addService(
      answeringBytes(serviceDefinition(outsideServices[part])),
      Object.fromEntries(
        Object.keys(outsideServices[part].method).map((method) => [
          method,
          handler(grpc, (request, signal) => answerOutside(plugin, part, method, request, signal)),
        ]),
      ),
    );
  return server;
}

const pluginDefinition = answeringBytes(serviceDefinition(PluginService));
const outsideParts = Object.keys(outsideServices) as OutsidePart[];

/** Methods answer with bytes already: an answer that cannot be encoded is then the author's error, with its reason. */
function answeringBytes(definition: ServiceDefinition): ServiceDefinition {
  return Object.fromEntries(
    Object.entries(definition).map(([name, method]) => [
      name,
      name === "handshake"
        ? method
        : { ...method, responseSerialize: (bytes: Uint8Array) => Buffer.from(bytes) },
    ]),
  );
}

function handler(grpc: Grpc, run: (request: Message, signal: AbortSignal) => Promise<Uint8Array>) {
  return (call: ServerUnaryCall<Message, Uint8Array>, done: sendUnaryData<Uint8Array>) => {
    const given = new AbortController();
    call.on("cancelled", () => given.abort());
    run(call.request, given.signal).then(
      (bytes) => done(null, bytes),
      (error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
        done({ code: grpc.status.INTERNAL, details: shortMessage(error) });
      },
    );
  };
}

/** Short enough for a trailer: HTTP/2 peers refuse long headers. */
function shortMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.length > 1000 ? `${message.slice(0, 1000)}…` : message;
}
