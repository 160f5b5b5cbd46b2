/** cig/sdk/table: reading what a configuration of CI means into a table, and comparing two of them. */
export { type Allowed, type Comparison, compareTables, type Difference, showDifferences } from "./compare.ts";
export { tableFromMessage } from "./message/from-message.ts";
export { tableToMessage } from "./message/to-message.ts";
export { factsOn, type OccasionFacts, occasionsWhere, usualBranch } from "./occasion.ts";
export { cacheBeginning, cacheKey } from "./reader/cache-key.ts";
export { plainCron } from "./reader/cron.ts";
export { and, type Decision, decide, type Ending, not, or, type Truth } from "./reader/decide.ts";
export { type Combination, covers, type Expanded, expandMatrix, type PlainMatrix } from "./reader/matrix.ts";
export { liftRetries } from "./reader/retries.ts";
export { type Resolve, shellCondition } from "./reader/shell-condition.ts";
export { plainWord, type ShellPiece, type ShellToken, shellTokens, shellWord } from "./reader/shell-word.ts";
export { alternatives, folderOf, joinCaches, scriptOf, withoutValues } from "./reader/steps.ts";
export { toolchainOf, toolShown } from "./reader/toolchain.ts";
export { distinct, isTable, type Plain, scalarText, variantId } from "./reader/variant-id.ts";
export { settle } from "./settle.ts";
export * from "./table.ts";
