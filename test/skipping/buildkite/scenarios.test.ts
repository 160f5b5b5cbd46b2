import { playScenarios } from "../play.ts";
import { changes } from "../scenarios/changes.ts";
import { faults, refusals } from "../scenarios/faults.ts";
import { trust } from "../scenarios/trust.ts";
import { buildkite } from "./adapter.ts";

playScenarios(buildkite, [...changes, ...faults, ...refusals, ...trust]);
