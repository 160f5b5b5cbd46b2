// npm run bench [-- --smoke] [-- --runs N]   cig's commands against floors measured in the same run
// npm run bench -- signatures [options]      what has to run, told by cig and by its peers (signatures/signatures.mjs)
// npm run bench -- globs [options]           matching files to jobs, by cig and by others (globs/globs.mjs)
// Each pair is run in turn (A B A B …) after a warm-up, and the ratio is the median of the pairs' ratios, so
// that a machine whose speed drifts does not decide the outcome. With --smoke all three run, small and without peers.
import { benchCommands } from "./commands.mjs";
import { benchGlobs } from "./globs/globs.mjs";
import { readOption } from "./options.mjs";
import { benchSignatures } from "./signatures/signatures.mjs";

const argv = process.argv.slice(2);
const smoke = argv.includes("--smoke");
const small = ["--sizes", "1k", "--peers", "none", "--runs", "1", "--jobs", "20"];

if (argv[0] === "signatures") benchSignatures(argv.slice(1));
else if (argv[0] === "globs") await benchGlobs(argv.slice(1));
else {
  await benchCommands({ smoke, runs: Number(readOption(argv, "--runs")) || (smoke ? 3 : 15) });
  if (smoke) {
    benchSignatures(small);
    await benchGlobs(small);
  }
}
