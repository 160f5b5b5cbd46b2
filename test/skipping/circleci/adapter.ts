import { breakCaches, cachedFiles } from "../../execution/circleci/caches.ts";
import { executeCircleci } from "../../execution/circleci/execute.ts";
import type { Adapter } from "../adapter.ts";

/** CircleCI, whose own cache keeps the markers. */
export const circleci: Adapter = {
  provider: "circleci",
  output: ".circleci/config.yml",
  skip: () => 'store = "native"',
  run: executeCircleci,
  markers: (store) => cachedFiles(store, "cig-1-"),
  breakStore: (store) => breakCaches(store, "cig-1-"),
};
