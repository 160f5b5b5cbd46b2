import { playScenarios } from "../play.ts";
import { faults } from "../scenarios/faults.ts";
import { github } from "./adapter.ts";

playScenarios(github, faults);
