/** True for a label that providers have in common: an operating system with a version, or one's own machines. */
export function isSharedLabel(label: string): boolean {
  return wellKnown.test(label) || label === "self-hosted";
}

const wellKnown = /^(?:ubuntu|macos|windows)-[\w.-]+$/;
