/** The portable words for operating systems. */
export const systems: ReadonlySet<string> = new Set(["linux", "macos", "windows"]);

/** What people call processors, and the portable word for it. */
export const archNames: Readonly<Record<string, string>> = {
  amd64: "amd64",
  x64: "amd64",
  x86_64: "amd64",
  arm64: "arm64",
  aarch64: "arm64",
};

/** The processor where nobody asks for one: the usual Macs of all providers are arm64. */
export function usualArch(os: string): string {
  return os === "macos" ? "arm64" : "amd64";
}

/** The system of a label that providers share, such as macos-14. */
export function osOfLabel(label: string): string {
  return label.startsWith("macos") ? "macos" : label.startsWith("windows") ? "windows" : "linux";
}

/** Apple's machines are arm64 from macos-14 on, unless the label says otherwise. */
export function archOfLabel(label: string): string {
  if (/arm|aarch/.test(label)) return "arm64";
  const macos = /^macos-(\d+|latest)(?!.*(?:large|intel|x64))/.exec(label) ?? /^macos-.*-xlarge/.exec(label);
  return macos && !(Number(macos[1]) < 14) ? "arm64" : "amd64";
}
