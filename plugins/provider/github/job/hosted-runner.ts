/** Labels of the runners that GitHub hosts, by system and processor. */
const labels: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  linux: { amd64: "ubuntu-latest", arm64: "ubuntu-24.04-arm" },
  macos: { amd64: "macos-15-intel", arm64: "macos-latest" },
  windows: { amd64: "windows-latest", arm64: "windows-11-arm" },
};

/** The label of a hosted runner; "" is linux, on amd64 but for Macs, which are arm64 unless somebody asks. */
export function hostedLabel(os: string, arch: string): string {
  const system = isSystem(os) ? os : "linux";
  return labels[system]![arch] ?? labels[system]![system === "macos" ? "arm64" : "amd64"]!;
}

/** The label for the same system on that processor; undefined where GitHub hosts none. "" asks for nothing. */
export function withProcessor(label: string, arch: string): string | undefined {
  if (arch === "" || label === "self-hosted" || processorOf(label) === arch) return label;
  if (/^(?:ubuntu|macos|windows)-latest$/.test(label))
    return hostedLabel(label.startsWith("ubuntu") ? "linux" : label.slice(0, -"-latest".length), arch);
  if (arch === "arm64" && /^ubuntu-(?:22|24)\.04$/.test(label)) return `${label}-arm`;
  return arch === "amd64" && label === "macos-15" ? "macos-15-intel" : undefined;
}

/** True for the portable words linux, macos and windows. */
export function isSystem(word: string): boolean {
  return Object.hasOwn(labels, word);
}

/** True for a label that needs no entry in [runners]: a hosted system with a version, or any own machine. */
export function isHostedLabel(label: string): boolean {
  return /^(?:ubuntu|macos|windows)-[\w.-]+$/.test(label) || label === "self-hosted";
}

/** Macs are arm64 from macos-14 on, unless the label says otherwise. */
function processorOf(label: string): string {
  if (/arm|aarch/.test(label)) return "arm64";
  const mac = /^macos-(\d+|latest)(?!.*(?:large|intel|x64))/.exec(label) ?? /^macos-.*-xlarge/.exec(label);
  return mac && !(Number(mac[1]) < 14) ? "arm64" : "amd64";
}
