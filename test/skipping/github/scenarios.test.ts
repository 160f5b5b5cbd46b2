import { playScenarios } from "../play.ts";
import { changes } from "../scenarios/changes.ts";
import { faults } from "../scenarios/faults.ts";
import { trust } from "../scenarios/trust.ts";
import { github } from "./adapter.ts";

playScenarios(github, [...changes, ...faults, ...trust]);
