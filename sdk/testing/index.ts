/** cig/sdk/testing: run hooks without a process, and hold a plugin against what every plugin promises. */

export { runPins, runStore, type StoreRequestOf, type StoreResponseOf } from "../run-outside.ts";
export { type RequestOf, type ResponseOf, runPlugin } from "../run-plugin.ts";
export { conformance, type Sample, testConformance } from "./conformance.ts";
export * from "./provider/index.ts";
export {
  type StoreAccessInit,
  type StoreConformanceOptions,
  storeConformance,
  testStoreConformance,
} from "./store/conformance.ts";
