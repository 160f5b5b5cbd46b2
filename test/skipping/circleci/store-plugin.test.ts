import type { Adapter } from "../adapter.ts";
import { onDisk } from "../disk.ts";
import { playScenarios } from "../play.ts";
import { changes } from "../scenarios/changes.ts";
import { faults } from "../scenarios/faults.ts";
import { trust } from "../scenarios/trust.ts";
import { circleci } from "./adapter.ts";

/** CircleCI with markers on a disk that all machines share: the tool asks, and the last step of a job records. */
const withDisk: Adapter = {
  ...circleci,
  ...onDisk,
};

const titles = [
  "variants are left out one by one",
  "without the tool everything runs",
  "without the store everything runs",
  "a marker that cannot be read is none",
  "a branch trusts main and itself, and neither main nor another branch trusts it",
];

playScenarios(
  withDisk,
  [...changes, ...faults, ...trust].filter(({ title }) => titles.includes(title)),
);
