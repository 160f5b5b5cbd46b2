/** What the plugins of languages have in common: keys of facts, the decision between versions, the root of a job. */
export { type FactKeys, factAt, factKeys } from "./keys.ts";
export { firstFact, nearestRoot } from "./nearest-root.ts";
export { onceEach } from "./once-each.ts";
export {
  type Disagreement,
  type ReadStatement,
  type SettledVersion,
  settleVersion,
  type VersionMeaning,
  type VersionRules,
} from "./settle-version.ts";
export { type System, systemsOf } from "./systems.ts";
