import type { Adapter } from "../adapter.ts";
import { onDisk } from "../disk.ts";
import { playScenarios } from "../play.ts";
import { changes } from "../scenarios/changes.ts";
import { faults } from "../scenarios/faults.ts";
import { github } from "./adapter.ts";

/** GitHub with markers on a disk that all machines share: the tool asks, and an action records. */
const withDisk: Adapter = {
  ...github,
  ...onDisk,
};

const titles = ["variants are left out one by one", "without the store everything runs"];

playScenarios(
  withDisk,
  [...changes, ...faults].filter(({ title }) => titles.includes(title)),
);
