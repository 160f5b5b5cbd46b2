import { playScenarios } from "../play.ts";
import { trust } from "../scenarios/trust.ts";
import { circleci } from "./adapter.ts";

playScenarios(circleci, trust);
