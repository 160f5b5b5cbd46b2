import { playScenarios } from "../play.ts";
import { faults, refusals } from "../scenarios/faults.ts";
import { buildkite } from "./adapter.ts";

playScenarios(buildkite, [...faults, ...refusals]);
