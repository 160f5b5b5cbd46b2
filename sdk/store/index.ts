/** Markers: where they are kept, and what a store checks of them. Imports nothing, so that the core's fast path may use it. */
export { failureWords, readMarkerBytes, statusWords, unlessAborted } from "./bounded.ts";
export { type Asked, largestMarkerBytes, markerSchema, whyNotMarker } from "./check-marker.ts";
export { directoryObjects } from "./directory.ts";
export {
  type Answer,
  eachOf,
  type Found,
  type Key,
  type Life,
  latestObjects,
  lookupObjects,
  type Objects,
  recordObject,
  type ToKeep,
} from "./keep-objects.ts";
export { isScope, isSignature, latestName, markerName, segmentOf } from "./object-name.ts";
