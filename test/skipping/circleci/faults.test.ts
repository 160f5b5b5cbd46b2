import { playScenarios } from "../play.ts";
import { faults } from "../scenarios/faults.ts";
import { circleci } from "./adapter.ts";

playScenarios(circleci, faults);
