/** cig/sdk/import: what an importer of a CI system's configuration is made of. */
export { importHook, readHook, type UnreadableCode } from "./hooks.ts";
export * from "./imported.ts";
