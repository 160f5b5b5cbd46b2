/** Reading back what a rendered configuration means, and comparing it. */

export * from "../../table/index.ts";
export { type Case, cases, type Expectation, type Rendered } from "./cases/cases.ts";
export { type ProviderTrial, providerConformance, testProviderConformance } from "./conformance.ts";
