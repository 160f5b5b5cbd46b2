import { faults } from "../scenarios/faults.ts";
import { playOnJenkins } from "./adapter.ts";

playOnJenkins(faults);
