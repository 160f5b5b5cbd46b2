import { type Code, diagnose } from "../diagnostic/codes.ts";
import type { Diagnostic } from "../diagnostic/diagnostic.ts";
import type { InstalledPlugin } from "../source/installed-plugin.ts";
import { unreachable } from "../unreachable.ts";
import { plainText } from "./process/plain-text.ts";
import type { Exit } from "./process/spawn.ts";
import { coreProtocols, maxMessageBytes } from "./wire/messages.ts";
import { isOutsideMethod, type Method, outsideServiceOf } from "./wire/outside-messages.ts";

/** What became of asking a plugin. */
export interface Failure {
  readonly plugin: InstalledPlugin;
  /** What the core wanted to know. */
  readonly hook: Method;
  /** How far it came: the handshake comes before the first hook. */
  readonly phase: Method | "handshake";
  readonly seen: Seen;
  /** The last lines of its stderr; absent when they have nothing to do with it. */
  readonly stderr?: readonly string[];
  /** True when it had to be killed. */
  readonly ignoredSigterm?: boolean;
}

/** What the core saw. */
export type Seen =
  | { readonly kind: "unprepared"; readonly reason: string }
  | { readonly kind: "exited"; readonly exit: Exit }
  | { readonly kind: "closed"; readonly details: string }
  | { readonly kind: "late"; readonly deadlineMs: number }
  | { readonly kind: "stray"; readonly bytes: Uint8Array }
  | { readonly kind: "too-large"; readonly details: string }
  | { readonly kind: "unimplemented" }
  | { readonly kind: "reported"; readonly message: string }
  | { readonly kind: "other-protocol"; readonly offered: readonly number[] }
  | { readonly kind: "not-as-manifest"; readonly differences: readonly string[] }
  | { readonly kind: "invalid"; readonly reason: string }
  | { readonly kind: "differs"; readonly from: "remembered" | "first"; readonly firstDifference: number };

/**
 * The diagnostic for a failure: it names plugin, version and hook, says what was seen with the plugin's last
 * stderr lines, and what to do. Text of the plugin is made safe to show.
 */
export function describeFailure(failure: Failure): Diagnostic {
  const { plugin, seen, stderr, ignoredSigterm } = failure;
  if (seen.kind === "unprepared") return describeUnprepared(failure, seen.reason);
  const { code, what, remedy } = explain(seen, failure);
  const ending = ignoredSigterm ? " It also ignored SIGTERM, and was ended by SIGKILL." : "";
  const wasStarted = seen.kind !== "exited" || seen.exit.startError === undefined;
  const said = stderr && wasStarted ? quoteStderr(stderr) : "";
  return diagnose(code, `${plugin.name} ${plugin.version} ${what}${ending}${said}`, {
    plugin: plugin.name,
    hint: `${remedy}${withoutIt(plugin)}`,
    ...placeOf(plugin),
  });
}

/** Nothing of this is the plugin's fault. */
function describeUnprepared({ plugin, hook }: Failure, reason: string): Diagnostic {
  const message = `${plugin.name} ${plugin.version} could not be started for ${hook}: cig has no place for the socket over which it talks to plugins (${reason}).`;
  const hint = "Let TMPDIR name a folder that exists, can be written and has room:\n  TMPDIR=/tmp cig plan";
  return diagnose("CIG304", message, { plugin: plugin.name, hint });
}

/** A remark on a plugin that had to be killed at the end of a run. */
export function describeStubbornness(plugin: InstalledPlugin): Diagnostic {
  const message = `${plugin.name} ${plugin.version} did not end when the core hung up after its last hook, ignored SIGTERM, and was ended by SIGKILL.`;
  const hint = `Tell ${authorOf(plugin)}: a plugin ends when its protocol stream closes.`;
  return diagnose("CIG317", message, { plugin: plugin.name, hint, ...placeOf(plugin) });
}

/** Where cig.toml names the plugin. */
function placeOf({ name, origin }: InstalledPlugin): { subject?: string[] } {
  return origin === "path" ? { subject: ["plugins", name] } : {};
}

interface Explanation {
  readonly code: Code;
  /** Continues "lang/ruby 1.3.0 …". */
  readonly what: string;
  readonly remedy: string;
}

function explain(seen: Exclude<Seen, { kind: "unprepared" }>, failure: Failure): Explanation {
  const { plugin, phase } = failure;
  const when = whenOf(failure);
  const author = authorOf(plugin);
  switch (seen.kind) {
    case "exited":
      return explainExit(seen.exit, failure);
    case "closed":
      return {
        code: phase === "handshake" ? "CIG305" : "CIG306",
        what: `closed its protocol stream ${when} while its process went on (${plainText(seen.details)}).`,
        remedy: `Tell ${author}: a plugin answers until the core hangs up.`,
      };
    case "late":
      return {
        code: "CIG307",
        what: `did not answer within ${seconds(seen.deadlineMs)} ${when}, and was ended.`,
        remedy:
          phase === "handshake"
            ? `Tell ${author}: the handshake is the first call, and waits for nothing.`
            : `Tell ${author}: it hangs, or needs longer than a hook may take.`,
      };
    case "stray":
      return {
        code: "CIG308",
        what: `wrote something that is not HTTP/2 to its stdout ${when}: "${quoteBytes(seen.bytes)}". stdout carries the protocol alone.`,
        remedy: `Tell ${author}: whatever is meant for people belongs on stderr.`,
      };
    case "too-large":
      return {
        code: "CIG311",
        what: `and cig could not exchange a message ${when}: ${plainText(seen.details)}. The limit of cig is ${maxMessageBytes / 1024 / 1024} MiB a message.`,
        remedy: `Let the plugin's \`reads\` match fewer files, or tell ${author} that its limit or its answer does not fit.`,
      };
    case "unimplemented":
      if (phase === "handshake")
        return {
          code: "CIG305",
          what: `does not answer the handshake before ${failure.hook}: it speaks gRPC, and not the protocol of cig.`,
          remedy: `Tell ${author} to serve cig.plugin.v1.PluginService with all its methods.`,
        };
      return {
        code: "CIG310",
        what: `does not answer ${phase}, although its module.toml declares it.`,
        remedy: isOutsideMethod(phase)
          ? `Tell ${author}: its capabilities promise ${outsideServiceOf(phase)}, which it does not serve.`
          : `Tell ${author}: \`hooks\` in module.toml lists what the plugin answers.`,
      };
    case "reported":
      return {
        code: phase === "handshake" ? "CIG305" : "CIG316",
        what: `failed ${when}: ${plainText(seen.message) || "it gave no reason"}`,
        remedy: `If the message does not say what to change, tell ${author}.`,
      };
    case "other-protocol":
      return {
        code: "CIG309",
        what: `speaks ${protocolList(seen.offered)}, and this cig speaks ${protocolList(coreProtocols)}, so ${phaseNoun(failure)} could not begin.`,
        remedy: protocolRemedy(seen.offered, plugin),
      };
    case "not-as-manifest":
      return {
        code: "CIG310",
        what: `is not what its module.toml says ${when}. It calls itself: ${seen.differences.map(plainText).join("; ")}.`,
        remedy: `Tell ${author} to make the two agree, or install the plugin anew.`,
      };
    case "invalid":
      return {
        code: phase === "handshake" ? "CIG305" : "CIG313",
        what: `gave an answer ${when} that is not a message of the protocol: ${plainText(seen.reason)}.`,
        remedy: `Tell ${author}, and check that the plugin was built for protocol ${coreProtocols.join(", ")}.`,
      };
    case "differs":
      return {
        code: "CIG312",
        what: `gave another answer to the same ${phase} request than ${seen.from === "first" ? "the first time" : "the one that is remembered"}; byte ${seen.firstDifference} is the first that differs. A hook must depend on its request alone.`,
        remedy: `Tell ${author}: time, randomness, counters, the environment and files have no part in an answer.${seen.from === "remembered" ? " To forget the old answers, remove the folder .cig/cache." : ""}`,
      };
    default:
      return unreachable(seen);
  }
}

function explainExit(exit: Exit, failure: Failure): Explanation {
  const { plugin, phase } = failure;
  const author = authorOf(plugin);
  if (exit.startError !== undefined) {
    const { reason, remedy } = explainStart(exit.startError, plugin);
    return {
      code: "CIG304",
      what: `could not be started for ${failure.hook} with the command \`${plainText(plugin.command.join(" "))}\`: ${reason}.`,
      remedy: `${remedy}, or correct \`command\` in ${plugin.directory}/module.toml.`,
    };
  }
  const how = exit.signal === undefined ? `exit code ${exit.code ?? "unknown"}` : `signal ${exit.signal}`;
  return {
    code: phase === "handshake" ? "CIG304" : "CIG306",
    what: `ended with ${how} ${whenOf(failure)}.`,
    remedy: failure.stderr?.length ? `Tell ${author}, with the lines above.` : `Tell ${author}.`,
  };
}

/** The system's word for it names the program, and not what is the matter with it. */
function explainStart(startError: string, { command }: InstalledPlugin): { reason: string; remedy: string } {
  const program = plainText(command[0] ?? "node");
  const isFile = /[\\/]/.test(program);
  if (/ENOENT/.test(startError))
    return isFile
      ? {
          reason: `there is no such program, or its first line names one that is missing`,
          remedy: "Build it",
        }
      : { reason: `there is no program "${program}" on PATH`, remedy: `Install "${program}"` };
  if (/EACCES/.test(startError))
    return {
      reason: "the system does not let it run",
      remedy: `Make it executable with \`chmod +x ${program}\``,
    };
  return { reason: startError, remedy: "Install what the command needs" };
}

function whenOf({ hook, phase }: Failure): string {
  return phase === "handshake" ? `in the handshake before ${hook}` : `in ${hook}`;
}

function phaseNoun({ hook, phase }: Failure): string {
  return phase === "handshake" ? `the handshake before ${hook}` : phase;
}

function authorOf(plugin: InstalledPlugin): string {
  return plugin.origin === "bundled" ? "the authors of cig" : `the author of ${plugin.name}`;
}

function withoutIt(plugin: InstalledPlugin): string {
  if (plugin.origin === "bundled") return " This plugin is a part of cig, so this is a fault of cig itself.";
  if (plugin.origin === "PATH") return `\nTo go on without it, do without plugins from PATH.`;
  return `\nTo go on without it, remove "${plugin.name}" from [plugins] in cig.toml.`;
}

function protocolRemedy(offered: readonly number[], plugin: InstalledPlugin): string {
  const isNewer = Math.max(0, ...offered) > Math.max(...coreProtocols);
  return isNewer
    ? `Update cig, or use a version of ${plugin.name} for protocol ${coreProtocols.join(" or ")}.`
    : `Update ${plugin.name} to a version for protocol ${coreProtocols.join(" or ")}.`;
}

function protocolList(protocols: readonly number[]): string {
  if (protocols.length === 0) return "no protocol";
  return `protocol${protocols.length > 1 ? "s" : ""} ${protocols.join(", ")}`;
}

function seconds(milliseconds: number): string {
  return `${milliseconds / 1000} s`;
}

/** The first bytes as text, what is not printable as escapes. */
function quoteBytes(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.subarray(0, 80))
    .toString("latin1")
    .replace(/\r?\n+$/, "");
  const escaped = text.replace(/[^\x20-\x7e]/g, (c) =>
    c === "\n" ? "\\n" : `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return plainText(escaped) + (bytes.length > 80 ? "…" : "");
}

function quoteStderr(lines: readonly string[]): string {
  if (lines.length === 0) return " It wrote nothing to stderr.";
  return `\nThe last it wrote to stderr:\n${lines.map((line) => `  | ${line}`).join("\n")}`;
}
