import type { InstalledPlugin } from "../source/installed-plugin.ts";
import type { Deadlines } from "./deadlines.ts";
import type { Failure } from "./failure.ts";
import type { ChildProcess, Exit } from "./process/spawn.ts";
import { type Channel, type Reply, statusCode } from "./wire/channel.ts";
import { handshakeRequest, judgeIntroduction } from "./wire/handshake.ts";
import { methodPath } from "./wire/messages.ts";
import { isOutsideMethod, type Method, outsideMethodPath } from "./wire/outside-messages.ts";

/** What asking came to: bytes, or a failure, which is fatal when the process can be of no more use. */
export type Asked =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly failure: Failure; readonly isFatal: boolean };

export interface SessionOptions {
  readonly plugin: InstalledPlugin;
  readonly channel: Channel;
  readonly child: ChildProcess;
  readonly deadlines: Deadlines;
  readonly coreVersion: string;
  /** The first bytes from the plugin that were not HTTP/2, once there are any. */
  strayBytes(): Uint8Array | undefined;
}

/** One plugin on one channel of a running process: shakes hands before the first question. */
export class Session {
  private handshake: Promise<Asked> | undefined;

  constructor(private readonly options: SessionOptions) {}

  /** `deadlineMs` is asked for with methods of a store, whose time is the caller's to give. */
  async ask(hook: Method, request: Uint8Array, deadlineMs = this.deadlineOf(hook)): Promise<Asked> {
    this.handshake ??= this.shakeHands(hook);
    const agreed = await this.handshake;
    if (!agreed.ok) return agreed;
    const path = isOutsideMethod(hook) ? outsideMethodPath(hook) : methodPath(hook);
    const reply = await this.options.channel.call(path, request, deadlineMs);
    return reply.ok ? reply : this.explain(reply, hook, hook, deadlineMs);
  }

  private deadlineOf(hook: Method): number {
    if (isOutsideMethod(hook)) throw new Error(`bug: "${hook}" was asked without a deadline`);
    return this.options.deadlines[hook];
  }

  private async shakeHands(hook: Method): Promise<Asked> {
    const { channel, deadlines, coreVersion, plugin } = this.options;
    const reply = await channel.call(
      methodPath("handshake"),
      handshakeRequest(coreVersion),
      deadlines.handshake,
    );
    if (!reply.ok) return this.explain(reply, hook, "handshake", deadlines.handshake);
    const introduction = judgeIntroduction(reply.bytes, plugin.manifest);
    if (introduction.kind === "agreed") return reply;
    return this.failed(hook, "handshake", introduction, true);
  }

  /** Finds out what is behind a gRPC status: the process knows more than the connection does. */
  private async explain(
    reply: Reply & { ok: false },
    hook: Method,
    phase: Method | "handshake",
    deadlineMs: number,
  ): Promise<Asked> {
    const { child } = this.options;
    const stray = this.options.strayBytes();
    if (stray) return this.failed(hook, phase, { kind: "stray", bytes: stray }, true);
    if (reply.code === statusCode.deadlineExceeded)
      return this.failed(hook, phase, { kind: "late", deadlineMs }, true);
    if (reply.code === statusCode.resourceExhausted)
      return this.failed(hook, phase, { kind: "too-large", details: reply.details }, false);
    if (reply.code === statusCode.unimplemented)
      return this.failed(hook, phase, { kind: "unimplemented" }, false);
    // An Error of the author leaves the process alive; only then is the status all there is to know.
    const isLost = reply.code === statusCode.unavailable || reply.code === statusCode.cancelled;
    const exit = await exitWithin(child, isLost ? 1000 : 50);
    if (exit) return this.failed(hook, phase, { kind: "exited", exit }, true);
    if (isLost) return this.failed(hook, phase, { kind: "closed", details: reply.details }, true);
    return this.failed(hook, phase, { kind: "reported", message: reply.details }, phase === "handshake");
  }

  private async failed(
    hook: Method,
    phase: Method | "handshake",
    seen: Failure["seen"],
    isFatal: boolean,
  ): Promise<Asked> {
    const { plugin, child } = this.options;
    return { ok: false, isFatal, failure: { plugin, hook, phase, seen, stderr: await child.stderrLines() } };
  }
}

async function exitWithin(child: ChildProcess, milliseconds: number): Promise<Exit | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  const exit = await Promise.race([child.exited, late]);
  clearTimeout(timer);
  return exit;
}
