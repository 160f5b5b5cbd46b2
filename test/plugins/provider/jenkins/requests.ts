import { generate } from "../../../../plugins/provider/jenkins/generate.ts";
import { optionsOf, rendererOf } from "../requests.ts";

export * from "../requests.ts";

export const render = rendererOf(generate, "jenkins", "Jenkinsfile");

export const jenkins = optionsOf("jenkins");
