import { playScenarios } from "../play.ts";
import { changes } from "../scenarios/changes.ts";
import { github } from "./adapter.ts";

playScenarios(github, changes);
