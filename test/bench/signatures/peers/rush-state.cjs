// What Rush asks package-deps-hash for before it compares packages: the id of every file, by package.
// Run in a repository, with the folder of installed packages as argument.
const { join } = require("node:path");
const { getDetailedRepoStateAsync } = require(join(process.argv[2], "@rushstack/package-deps-hash"));

getDetailedRepoStateAsync(process.cwd()).then(({ files }) => {
  const packages = new Map();
  for (const [path, id] of files) {
    const owner = path.startsWith("packages/") ? path.slice(9, path.indexOf("/", 9)) : "";
    if (!packages.has(owner)) packages.set(owner, new Map());
    packages.get(owner).set(path, id);
  }
  process.stdout.write(`${packages.size - 1} packages, ${files.size} files\n`);
});
