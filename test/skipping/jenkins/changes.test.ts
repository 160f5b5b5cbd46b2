import { changes } from "../scenarios/changes.ts";
import { playOnJenkins } from "./adapter.ts";

playOnJenkins(changes);
