import { playScenarios } from "../play.ts";
import { trust } from "../scenarios/trust.ts";
import { buildkite } from "./adapter.ts";

playScenarios(buildkite, trust);
