import { playScenarios } from "../play.ts";
import { changes, oneCancelled } from "../scenarios/changes.ts";
import { circleci } from "./adapter.ts";

playScenarios(circleci, [...changes, ...oneCancelled]);
