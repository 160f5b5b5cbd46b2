import { playScenarios } from "../play.ts";
import { faults } from "../scenarios/faults.ts";
import { buildkite } from "./adapter.ts";

playScenarios(buildkite, faults);
