export { githubLabel } from "./github-label.ts";
export { judgeByTable, type PolicyFinding, type TableRule } from "./judge.ts";
export { fits, namingStyles } from "./pattern.ts";
export { type Policy, readPolicy } from "./policy.ts";
export { remark } from "./remark.ts";
export { type RuleLevel, type RuleName, ruleLevels } from "./rule.ts";
export { isPlainTable, type Plain, plainTable, policyTable } from "./values.ts";
