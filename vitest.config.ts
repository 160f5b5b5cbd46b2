import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Folders whose files take long begin first. By themselves files are sorted by their size, and with a long one at the end,
 * which may have five lines, one core works and the others wait.
 */
const long = /[/\\]test[/\\](?:skipping|golden|conformance|e2e|execution|parity)[/\\]/;

class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}

export default defineConfig({
  // Packages of others name source maps that they do not ship; a hundred lines about that hide what matters.
  logLevel: "error",
  resolve: {
    alias: [
      { find: "cig/sdk/import", replacement: here("./sdk/import/index.ts") },
      { find: "cig/sdk/table", replacement: here("./sdk/table/index.ts") },
      { find: "cig/sdk/testing", replacement: here("./sdk/testing/index.ts") },
      { find: "cig/sdk", replacement: here("./sdk/index.ts") },
    ],
  },
  test: {
    // What cig keeps for its user is not to land in the home of whoever runs the tests.
    env: { XDG_CACHE_HOME: join(tmpdir(), "cig-test-cache") },
    setupFiles: ["test/setup.ts"],
    include: ["test/**/*.test.ts"],
    // Every core works: left to itself, vitest keeps one free, which on a machine of two is half of them.
    maxWorkers: availableParallelism(),
    // A worker keeps what it has loaded: to load cig and its plugins anew for each file would take a third of a second each.
    // So a test leaves nothing changed in what its process shares: the environment, the folder, the globals.
    isolate: false,
    sequence: { sequencer: LongFirst },
    // What is planned and thrown away a thousand times is collected while it is young: a tenth of the time of such tests.
    execArgv: ["--max-semi-space-size=64"],
    // Ends what hangs, also on a machine that has other things to do; what is slow is not judged here.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    server: { deps: { inline: [/@actions\//] } },
  },
});
