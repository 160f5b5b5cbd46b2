import { definePlugin } from "cig/sdk";
import { validate } from "./validate.ts";

export default definePlugin({
  name: "policy/cost-control",
  version: "1.0.0",
  capabilities: ["policy:cost-control"],
  validate,
});
