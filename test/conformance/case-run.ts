import { anyNative, anyProvider, type Case } from "../../sdk/testing/provider/cases/cases.ts";
import { type Bundled, type Rendered, renderToml } from "../in-process.ts";

/** Where each provider's file lies. */
export const outputPaths: Readonly<Record<string, string>> = {
  buildkite: ".buildkite/pipeline.yml",
  circleci: ".circleci/config.yml",
  github: ".github/workflows/ci.yml",
  jenkins: "Jenkinsfile",
};

/** A building block as the provider calls them, where not every name will do. */
const natives: Readonly<Record<string, string>> = { circleci: "circleci/node/install@7.1.0" };

/** The case's cig.toml for one provider. */
export function tomlFor({ toml }: Pick<Case, "toml">, provider: string): string {
  const native = natives[provider] ?? anyNative;
  return withOutputs(toml.replaceAll(anyProvider, provider).replaceAll(anyNative, native), [provider]);
}

/** A cig.toml with its version in front and an output for each provider behind. */
export function withOutputs(toml: string, providers: readonly string[]): string {
  const outputs = providers.map((provider) => outputToml(provider, outputPaths[provider] ?? provider));
  return `version = "0.2"\n\n${toml}\n${outputs.join("\n")}`;
}

export function outputToml(provider: string, path: string): string {
  return `[[outputs]]\nprovider = "${provider}"\npath = "${path}"\n`;
}

/** Renders the case for one provider. */
export function runCase(bundled: Bundled, each: Case, provider: string): Promise<Rendered> {
  return renderToml(bundled, tomlFor(each, provider), each.files);
}
