import { openBundled, renderToml } from "../in-process.ts";

const bundled = await openBundled();

const outputs: Readonly<Record<string, string>> = {
  github: ".github/workflows/ci.yml",
  circleci: ".circleci/config.yml",
  buildkite: ".buildkite/pipeline.yml",
  jenkins: "Jenkinsfile",
};

/**
 * All files of a repository after it was rendered for one provider; throws what cig says when it refuses. It happens in
 * this process, and the files have no headers: what is rendered is here to be run, and the golden cases show that the
 * built command line writes the same.
 */
export async function renderFor(
  provider: string,
  toml: string,
  files: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const all = { "main.txt": "here\n", ...files };
  const text = `${toml}\n[[outputs]]\nprovider = "${provider}"\npath = "${outputs[provider]}"\n`;
  const { diagnostics, byProvider } = await renderToml(bundled, text, all);
  const own = byProvider.get(provider);
  const rendered = own?.files ?? new Map<string, string>();
  const errors = [...diagnostics, ...(own?.diagnostics ?? [])].filter(({ level }) => level === "error");
  if (errors.length > 0 || rendered.size === 0)
    throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join("\n"));
  return { ...all, "cig.toml": text, ...Object.fromEntries(rendered) };
}
