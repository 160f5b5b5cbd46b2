import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../../execution/files.ts";
import type { Adapter } from "../adapter.ts";
import { playScenarios } from "../play.ts";
import { changes } from "../scenarios/changes.ts";
import { faults } from "../scenarios/faults.ts";
import { github } from "./adapter.ts";

/** GitHub with markers on a disk that all machines share: the tool asks, and an action records. */
const withDisk: Adapter = {
  ...github,
  skip: (store) => `store = { plugin = "cache/directory", path = "${join(store, "markers")}" }`,
  markers: (store) => filesBelow(join(store, "markers")),
  breakStore: (store) => {
    rmSync(join(store, "markers"), { recursive: true });
    writeFileSync(join(store, "markers"), "");
  },
};

const titles = ["variants are left out one by one", "without the store everything runs"];

playScenarios(
  withDisk,
  [...changes, ...faults].filter(({ title }) => titles.includes(title)),
);
