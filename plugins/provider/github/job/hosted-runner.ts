/** Labels of the runners that GitHub hosts, by system and processor. */
const labels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  linux: { amd64: "ubuntu-latest", arm64: "ubuntu-24.04-arm" },
  macos: { amd64: "macos-15-intel", arm64: "macos-latest" },
  windows: { amd64: "windows-latest", arm64: "windows-11-arm" },
};

/**
 * The label of a hosted runner; "" is linux on amd64. A Mac is amd64 only where somebody asks for that: GitHub's
 * usual ones are arm64, and amd64 is also what a request says that asks for nothing.
 */
export function hostedLabel(os: string, arch: string, isArchAsked: boolean): string {
  const system = labels[isSystem(os) ? os : "linux"]!;
  if (os === "macos" && !isArchAsked) return system.arm64!;
  return system[arch] ?? (os === "macos" ? system.arm64! : system.amd64!);
}

/** True for the portable words linux, macos and windows. */
export function isSystem(word: string): boolean {
  return Object.hasOwn(labels, word);
}

/** True for a label that needs no entry in [runners]: a hosted system with a version, or any own machine. */
export function isHostedLabel(label: string): boolean {
  return /^(?:ubuntu|macos|windows)-[\w.-]+$/.test(label) || label === "self-hosted";
}
