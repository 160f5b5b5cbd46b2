import { randomFrom } from "./random.mjs";

/**
 * Jobs of five patterns each for benches of glob matching: sources of a package by their ending, its manifest, the
 * sources of a package that it needs, a file of the root, and a negation; one job in twenty looks everywhere.
 */
export function globJobs(count, packages, seed) {
  const random = randomFrom(seed + 5);
  return Array.from({ length: count }, (_, index) => {
    const { name, needs } = packages[Math.floor((index * packages.length) / count)];
    const next = packages[(packages.findIndex((each) => each.name === name) + 1) % packages.length];
    return {
      name: jobName(index),
      deps: index > 10 ? [jobName(Math.floor(random() * index))] : [],
      patterns:
        index % 20 === 19
          ? ["**/*.{ts,tsx}", "**/package.json", "*.json", ".github/**", "!**/test/**"]
          : [
              `packages/${name}/**/*.{ts,tsx}`,
              `packages/${name}/package.json`,
              `packages/${needs[0] ?? next.name}/src/**`,
              "package-lock.json",
              "!**/*.md",
            ],
    };
  });
}

function jobName(index) {
  return `job-${String(index).padStart(4, "0")}`;
}
