import { generate } from "../../../../plugins/provider/buildkite/generate.ts";
import { optionsOf, rendererOf } from "../requests.ts";

export * from "../requests.ts";

export const render = rendererOf(generate, "buildkite", ".buildkite/pipeline.yml");

export const buildkite = optionsOf("buildkite");
