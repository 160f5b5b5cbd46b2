import type { Budget } from "./budget.ts";

/**
 * What a minute of a machine costs, in USD, by the provider's word for it. The README says where each was read, and
 * when; what was not read anywhere is not here.
 */
const github: Readonly<Record<string, number>> = {
  linux_slim: 0.002,
  linux: 0.006,
  windows: 0.01,
  macos: 0.062,
  linux_2_core_advanced: 0.006,
  linux_4_core: 0.012,
  linux_8_core: 0.022,
  linux_16_core: 0.042,
  linux_32_core: 0.082,
  linux_64_core: 0.162,
  linux_96_core: 0.252,
  windows_4_core: 0.022,
  windows_8_core: 0.042,
  windows_16_core: 0.082,
  windows_32_core: 0.162,
  windows_64_core: 0.322,
  windows_96_core: 0.552,
  macos_l: 0.077,
  linux_2_core_arm: 0.005,
  linux_4_core_arm: 0.008,
  linux_8_core_arm: 0.014,
  linux_16_core_arm: 0.026,
  linux_32_core_arm: 0.05,
  linux_64_core_arm: 0.098,
  windows_2_core_arm: 0.008,
  windows_4_core_arm: 0.014,
  windows_8_core_arm: 0.026,
  windows_16_core_arm: 0.05,
  windows_32_core_arm: 0.098,
  windows_64_core_arm: 0.194,
  macos_xl: 0.102,
  linux_4_core_gpu: 0.052,
  windows_4_core_gpu: 0.102,
};

/** Labels of GitHub's own machines, by the word that they are charged under; the first four cost nothing in public. */
const labels: readonly (readonly [RegExp, string])[] = [
  [/^ubuntu-slim$/, "linux_slim"],
  [/^ubuntu-(?:latest|\d\d\.\d\d)$/, "linux"],
  [/^windows-(?:latest|\d{4})$/, "windows"],
  [/^macos-(?:latest|\d+(?:-intel)?)$/, "macos"],
  [/^macos-(?:latest|\d+)-large$/, "macos_l"],
  [/^macos-(?:latest|\d+)-xlarge$/, "macos_xl"],
];

const usual: ReadonlySet<string> = new Set(["linux_slim", "linux", "windows", "macos"]);

/** Credits a minute of CircleCI's machines. */
const credits: Readonly<Record<string, number>> = {
  "docker/medium": 10,
  "docker/medium+": 15,
  "docker/large": 20,
};

/** USD: 25,000 credits are 15 USD. */
const creditPrice = 0.0006;

/**
 * USD a minute of a class, as cig.toml says, else as the table says. A price in cig.toml may name another class of the
 * same provider. Undefined: not known.
 */
export function priceOf(provider: string, name: string, budget: Budget): number | undefined {
  const own = Object.hasOwn(budget.prices, name) ? budget.prices[name] : undefined;
  if (typeof own === "number") return own;
  return listed(provider, own ?? name, budget);
}

/** Words that `prices` may name instead of a number. */
export function isListed(name: string): boolean {
  return (
    Object.hasOwn(github, name) || Object.hasOwn(credits, name) || labels.some(([label]) => label.test(name))
  );
}

function listed(
  provider: string,
  name: string,
  { credit = creditPrice, isPublic }: Budget,
): number | undefined {
  if (provider === "circleci")
    return Object.hasOwn(credits, name) ? round(credits[name]! * credit) : undefined;
  if (provider !== "github") return undefined;
  const word = labels.find(([label]) => label.test(name))?.[1] ?? name;
  if (!Object.hasOwn(github, word)) return undefined;
  return isPublic && usual.has(word) ? 0 : github[word];
}

/** Sums of decimal fractions, without what binary ones leave behind. */
export function round(money: number): number {
  return Math.round(money * 1_000_000) / 1_000_000;
}
