import { trust } from "../scenarios/trust.ts";
import { playOnJenkins } from "./adapter.ts";

playOnJenkins(trust);
