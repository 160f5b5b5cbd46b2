import { playScenarios } from "../play.ts";
import { trust } from "../scenarios/trust.ts";
import { github } from "./adapter.ts";

playScenarios(github, trust);
