import { playScenarios } from "../play.ts";
import { changes, oneCancelled } from "../scenarios/changes.ts";
import { faults } from "../scenarios/faults.ts";
import { trust } from "../scenarios/trust.ts";
import { circleci } from "./adapter.ts";

playScenarios(circleci, [...changes, ...oneCancelled, ...faults, ...trust]);
