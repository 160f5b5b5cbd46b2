export { type Policy, readPolicy } from "./policy.ts";
export { remark } from "./remark.ts";
export { type RuleLevel, type RuleName, ruleLevels } from "./rule.ts";
export { type Plain, plainTable, policyTable } from "./values.ts";
