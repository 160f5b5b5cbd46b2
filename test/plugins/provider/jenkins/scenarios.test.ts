import { describe, expect, it } from "vitest";
import { openBundled, renderToml } from "../../../in-process.ts";
import { samples } from "../../../jenkins-unit/scenarios.ts";

const bundled = await openBundled();
const folder = new URL("../../../jenkins-unit/scenarios/", import.meta.url).pathname;

/** CI runs these files; here they are only held current. `vitest -u` writes them. */
describe.each(samples)("the scenario of $name", ({ name, toml, scenarios }) => {
  it("is what is rendered", async () => {
    const output = `[[outputs]]\nprovider = "jenkins"\npath = "Jenkinsfile"\n`;
    const { byProvider, diagnostics } = await renderToml(
      bundled,
      `version = "0.2"\n\n${toml}\n${output}`,
      {},
    );
    expect(diagnostics.filter(({ level }) => level === "error")).toEqual([]);
    const text = byProvider.get("jenkins")!.files.get("Jenkinsfile")!;
    await expect(text).toMatchFileSnapshot(`${folder}${name}.jenkinsfile`);
    await expect(`${JSON.stringify(scenarios, null, 2)}\n`).toMatchFileSnapshot(`${folder}${name}.json`);
  });
});
