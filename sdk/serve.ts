import type { Duplex } from "node:stream";
import { isatty } from "node:tty";
import type { Message } from "@bufbuild/protobuf";
import type { Server, ServerUnaryCall, ServiceDefinition, StatusObject, sendUnaryData } from "@grpc/grpc-js";
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
  void serveOn(stdioDuplex(), (server, grpc) => addPlugin(server, grpc, plugin));
}

/**
 * Answers on one stream for several plugins: the metadata of a call says whom it is for. A plugin that `guestOf` cannot
 * give fails its own calls only.
 */
export async function serveGuests(guestOf: (name: string) => Promise<Plugin>, duplex: Duplex): Promise<void> {
  await serveOn(duplex, (server, grpc) => addGuests(server, grpc, guestOf));
}

/** In the metadata of a call. The core has the same word. */
const guestKey = "cig-plugin";

/** The process exits when the stream has closed. */
async function serveOn(duplex: Duplex, addTo: (server: Server, grpc: Grpc) => void): Promise<void> {
  duplex.on("error", () => duplex.destroy());
  // Only a closed stream can lose nothing: exiting earlier would cut an answer short.
  duplex.once("close", () => process.exit());
  // Loaded here, so that tests that only run hooks do not pay for it.
  const grpc = await import("@grpc/grpc-js");
  const server = new grpc.Server({
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
  });
  addTo(server, grpc);
  server.createConnectionInjector(grpc.ServerCredentials.createInsecure()).injectConnection(duplex);
}

type Grpc = typeof import("@grpc/grpc-js");

function addGuests(server: Server, grpc: Grpc, guestOf: (name: string) => Promise<Plugin>): void {
  const guestFor = (call: ServerUnaryCall<Message, unknown>) =>
    guestOf(String(call.metadata.get(guestKey)[0]));
  const handlers = hookNames.map((hook) => {
    const missing = { code: grpc.status.UNIMPLEMENTED, details: `The plugin has no hook "${hook}".` };
    const answerGuest = handler(grpc, async (request, _signal, call) => {
      const plugin = await guestFor(call);
      return plugin[hook] ? answer(plugin, hook, request) : missing;
    });
    return [hook, answerGuest];
  });
  server.addService(pluginDefinition, {
    handshake: (call: ServerUnaryCall<Message, Message>, done: sendUnaryData<Message>) => {
      guestFor(call).then(
        (plugin) => done(null, introduce(plugin)),
        (error: unknown) => done(failure(grpc, error)),
      );
    },
    ...Object.fromEntries(handlers),
  });
}

function addPlugin(server: Server, grpc: Grpc, plugin: Plugin): void {
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

/** A hook that is not there is a status, all else that goes wrong an Error. */
type Run = (
  request: Message,
  signal: AbortSignal,
  call: ServerUnaryCall<Message, Uint8Array>,
) => Promise<Uint8Array | Partial<StatusObject>>;

function handler(grpc: Grpc, run: Run) {
  return (call: ServerUnaryCall<Message, Uint8Array>, done: sendUnaryData<Uint8Array>) => {
    const given = new AbortController();
    call.on("cancelled", () => given.abort());
    run(call.request, given.signal, call).then(
      (answered) => (answered instanceof Uint8Array ? done(null, answered) : done(answered)),
      (error: unknown) => done(failure(grpc, error)),
    );
  };
}

function failure(grpc: Grpc, error: unknown): Partial<StatusObject> {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return { code: grpc.status.INTERNAL, details: shortMessage(error) };
}

/** Short enough for a trailer: HTTP/2 peers refuse long headers. */
function shortMessage(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.length > 1000 ? `${message.slice(0, 1000)}…` : message;
}
