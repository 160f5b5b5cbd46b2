import { changes } from "../scenarios/changes.ts";
import { faults } from "../scenarios/faults.ts";
import { trust } from "../scenarios/trust.ts";
import { playOnJenkins } from "./adapter.ts";

playOnJenkins([...changes, ...faults, ...trust]);
