import { serve } from "cig/sdk";
import plugin from "./plugin.ts";

serve(plugin);
