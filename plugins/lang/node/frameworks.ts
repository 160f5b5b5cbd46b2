import { jsonAt, jsonTextAt } from "cig/sdk";
import type { Manifest } from "./manifest.ts";
import { readRange } from "./version.ts";

/** A framework that the manifest names with a version or range. */
export interface Framework {
  readonly name: string;
  readonly value: string;
  readonly isRange: boolean;
  readonly line: number;
}

const packages = {
  angular: "@angular/core",
  astro: "astro",
  express: "express",
  nest: "@nestjs/core",
  next: "next",
  nuxt: "nuxt",
  react: "react",
  remix: "@remix-run/react",
  svelte: "svelte",
  vue: "vue",
} as const;

/** Reads dependencies, then devDependencies. `workspace:`, `catalog:`, tags and addresses state no version. */
export function readFrameworks(manifest: Manifest): Framework[] {
  return Object.entries(packages).flatMap(([name, dependency]) => {
    for (const table of ["dependencies", "devDependencies"]) {
      const meaning = readRange(jsonTextAt(manifest.node, table, dependency) ?? "");
      if (meaning.kind !== "version" && meaning.kind !== "constraint") continue;
      const line = jsonAt(manifest.node, table, dependency)!.line;
      return [{ name, value: meaning.value, isRange: meaning.kind === "constraint", line }];
    }
    return [];
  });
}

/** True for a manifest whose program is a site of documentation. */
export function isDocumentation(manifest: Manifest): boolean {
  return ["@docusaurus/core", "vitepress", "vuepress", "nextra", "@astrojs/starlight", "mintlify"].some(
    (name) =>
      ["dependencies", "devDependencies"].some((table) => jsonAt(manifest.node, table, name) !== undefined),
  );
}
