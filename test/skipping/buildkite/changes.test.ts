import { playScenarios } from "../play.ts";
import { changes } from "../scenarios/changes.ts";
import { buildkite } from "./adapter.ts";

playScenarios(buildkite, changes);
