/** Images without bash, by the last part of their name. */
const withoutBash: ReadonlySet<string> = new Set(
  "alpine busybox docker curl git helm kubectl terraform aws-cli awscli executor kaniko trivy hadolint release-cli".split(
    " ",
  ),
);

/** GitLab takes bash where the image has it, and else sh. */
export function shellOf(image: string, os: "linux" | "macos" | "windows"): "bash" | "sh" | "pwsh" {
  if (os === "windows") return "pwsh";
  const [name = "", tag = ""] = splitImage(image);
  const last = name.split("/").at(-1) ?? "";
  if (/alpine/.test(tag) || /alpine/.test(last)) return "sh";
  return withoutBash.has(last) ? "sh" : "bash";
}

/** "registry/name:tag@digest" as name and tag. */
export function splitImage(image: string): [string, string] {
  const [plain = ""] = image.split("@");
  const colon = plain.lastIndexOf(":");
  return colon > plain.lastIndexOf("/") ? [plain.slice(0, colon), plain.slice(colon + 1)] : [plain, ""];
}

/** The system that tags of a runner name. */
export function systemOf(tags: readonly string[]): "linux" | "macos" | "windows" {
  const words = tags.join(" ").toLowerCase();
  return /\bmacos/.test(words) ? "macos" : /\bwindows/.test(words) ? "windows" : "linux";
}
