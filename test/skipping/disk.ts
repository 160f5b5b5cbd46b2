import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { filesBelow } from "../execution/files.ts";
import type { Adapter } from "./adapter.ts";

/** Markers on a disk that all machines share: what a provider without a cache of its own needs a plugin for. */
export const onDisk: Pick<Adapter, "skip" | "markers" | "breakStore"> = {
  skip: (store) => `store = { plugin = "cache/directory", path = "${folderIn(store)}" }`,
  markers: (store) => filesBelow(folderIn(store)),
  breakStore: (store) => {
    rmSync(folderIn(store), { recursive: true });
    writeFileSync(folderIn(store), "no folder\n");
  },
};

function folderIn(store: string): string {
  return join(store, "markers");
}
