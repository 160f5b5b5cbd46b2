import { isRecord, listOf, type Raw, textOf } from "./raw.ts";

/** Where a step runs, as far as its agents tell. */
export interface Machine {
  readonly os: string;
  readonly arch: string;
  readonly machine?: string;
}

/** Queues that cig names itself say the system and the processor and nothing else. */
export function readMachine(step: Raw, pipeline: Raw): Machine {
  const agents = step.agents ?? pipeline.agents;
  const words = isRecord(agents)
    ? Object.entries(agents).map(([key, value]) => [key, textOf(value)] as const)
    : listOf(agents).map((each) => textOf(each).split("=") as unknown as readonly [string, string]);
  const queue = words.find(([key]) => key === "queue")?.[1] ?? "";
  const all = words.map((pair) => pair.join("=")).join(" ");
  const os = /mac(?!hine)|darwin/i.test(all) ? "macos" : /windows/i.test(all) ? "windows" : "linux";
  const isArm = /arm64|aarch64|graviton/i.test(all);
  const arch = isArm ? "arm64" : /amd64|x86/i.test(all) ? "amd64" : os === "macos" ? "arm64" : "amd64";
  const isOwn = words.length === 1 && /^(?:(?:linux|macos|windows)(?:-(?:amd64|arm64))?)$/.test(queue);
  if (words.length === 0 || isOwn) return { os, arch };
  return { os, arch, machine: words.length === 1 && queue ? queue : all };
}
