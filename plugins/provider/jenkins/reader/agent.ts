import type { Expr, Stmt } from "./syntax.ts";
import { argumentOf, callsIn, lineOf, named, plainText, remark, section } from "./tree.ts";
import { type Names, textOf } from "./values.ts";

/** What an `agent` says. */
export interface Agent {
  /** None: each stage inside has to bring its own. */
  readonly isNone: boolean;
  /** Absent: any machine. */
  readonly label?: Expr;
  readonly image?: Expr;
  /** Id of the credentials that open the image's registry. */
  readonly credentials?: string;
}

/** The agent that a stage or a pipeline names; undefined where it has that of what stands around it. */
export function ownAgent(body: readonly Stmt[]): Agent | undefined {
  const call = callsIn(body).find(({ name }) => name === "agent");
  if (!call) return undefined;
  const [only] = call.args;
  if (!call.body) return { isNone: only?.kind === "name" && only.name === "none" };
  const node = section(call.body, "node");
  const docker = section(call.body, "docker");
  const file = section(call.body, "dockerfile");
  const short = callsIn(call.body).find(({ name, body: inner }) => name === "docker" && !inner)?.args[0];
  const label = labelIn(docker ?? file ?? node ?? call.body);
  const image = lineOf(docker, "image") ?? short ?? (isFromFile(call.body) ? fileOf(file) : undefined);
  const credentials = plainText(lineOf(docker, "registryCredentialsId"));
  return {
    isNone: false,
    ...(label && { label }),
    ...(image && { image }),
    ...(credentials !== undefined && { credentials }),
  };
}

/** `label 'linux'`, or the same once more in braces. */
function labelIn(body: readonly Stmt[]): Expr | undefined {
  const inner = section(body, "label");
  return inner ? lineOf(inner, "label") : lineOf(body, "label");
}

function isFromFile(body: readonly Stmt[]): boolean {
  return callsIn(body).some(({ name }) => name === "dockerfile");
}

/** An image that the build makes is called by the path of its file. */
function fileOf(body: readonly Stmt[] | undefined): Expr {
  const folder = plainText(lineOf(body, "dir"));
  const file = plainText(lineOf(body, "filename")) ?? "Dockerfile";
  return { kind: "text", text: folder === undefined ? file : `${folder}/${file}` };
}

/** The agent of the innermost of these bodies that has one. */
export function agentOf(bodies: readonly (readonly Stmt[])[]): Agent | undefined {
  return [...bodies]
    .reverse()
    .map(ownAgent)
    .find((agent) => agent !== undefined);
}

/** The machine of an agent, or of the label that the steps ask for themselves. */
export function machineOf(
  agent: Agent | undefined,
  ownLabel: string | undefined,
  body: readonly Stmt[],
  names: Names,
): { os: string; arch: string; machine?: string } {
  const label = ownLabel ?? (agent?.label ? textOf(agent.label, names) : "");
  const told = remark(body, "Machine")?.split(", ");
  const words: readonly string[] = label.toLowerCase().match(/[\w.-]+/g) ?? [];
  const has = (...some: readonly string[]) => some.some((each) => words.includes(each));
  const os =
    told?.[0] ??
    (has("macos", "mac", "osx", "darwin") ? "macos" : has("windows", "win") ? "windows" : "linux");
  const arch = told?.[1] ?? (has("arm64", "aarch64", "arm") ? "arm64" : "amd64");
  const isUsual = label === "" || label === `${os} && ${arch}`;
  return { os, arch, ...(!isUsual && { machine: label }) };
}

/** True where Jenkins gets the sources before the first step, as no option keeps it from that. */
export function checksOut(bodies: readonly (readonly Stmt[])[]): boolean {
  const agent = agentOf(bodies);
  if (!agent || agent.isNone) return false;
  return !bodies.some((body) =>
    callsIn(section(body, "options") ?? []).some((call) => {
      const value = argumentOf(call);
      return call.name === "skipDefaultCheckout" && !(value?.kind === "constant" && value.value === false);
    }),
  );
}

/** Names of the tools that Jenkins puts on the machine; without an agent beside them they count for nothing. */
export function toolsOf(bodies: readonly (readonly Stmt[])[]): string[] {
  const usable = bodies.filter((body) => !ownAgent(body)?.isNone);
  return [...new Set(usable.flatMap((body) => callsIn(section(body, "tools") ?? []).map(toolOf)))];
}

function toolOf(call: Parameters<typeof named>[0]): string {
  return plainText(named(call, "type")) ?? call.name;
}
