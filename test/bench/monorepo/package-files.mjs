import { fileSize, pick, randomFrom } from "./random.mjs";
import { json } from "./root-files.mjs";
import { words } from "./text.mjs";

const folders = [
  "src",
  "src",
  "src/components",
  "src/components/forms",
  "src/lib",
  "src/lib/util",
  "src/server/routes",
  "test",
  "test/unit",
  "docs",
  "assets",
];
const endings = {
  src: [".ts", ".ts", ".ts", ".tsx", ".css"],
  test: [".test.ts", ".test.ts", ".snap"],
  docs: [".md"],
  assets: [".svg", ".json"],
};

/** The files of one package: [path, content, mode], `count` of them. */
export function packageFiles({ index, name, needs }, { seed, count, mean, makeText }) {
  const random = randomFrom(seed * 1000003 + index);
  const folder = `packages/${name}`;
  const text = (path, title) => [path, makeText(random, title, fileSize(random, mean))];
  const files = [
    [`${folder}/package.json`, json(manifest(name, needs))],
    [
      `${folder}/tsconfig.json`,
      json({
        extends: "../../tsconfig.base.json",
        include: ["src"],
        references: needs.map((other) => ({ path: `../${other}` })),
      }),
    ],
    [`${folder}/moon.yml`, json(moon(needs))],
    text(`${folder}/README.md`, `# ${name}`),
  ];
  const seen = new Set();
  while (files.length < count) {
    const path = freshPath(random, seen);
    const file = text(`${folder}/${path}`, `// ${name}/${path}`);
    files.push([...file, random() < 0.004 ? "100755" : "100644"]);
  }
  return files;
}

function freshPath(random, seen) {
  const folder = pick(random, folders);
  const ending = endings[folder.split("/")[0]];
  for (;;) {
    const number = () => (random() < 0.5 ? "" : Math.floor(random() * 100));
    const path = `${folder}/${pick(random, words)}-${pick(random, words)}${number()}${pick(random, ending)}`;
    if (seen.has(path)) continue;
    seen.add(path);
    return path;
  }
}

function manifest(name, needs) {
  return {
    name: `@acme/${name}`,
    version: "1.0.0",
    private: true,
    scripts: { build: "true", wbuild: "wireit" },
    wireit: {
      wbuild: {
        command: "true",
        files: ["**"],
        output: ["dist/**"],
        dependencies: needs.map((other) => `../${other}:wbuild`),
      },
    },
    dependencies: Object.fromEntries(needs.map((other) => [`@acme/${other}`, "1.0.0"])),
  };
}

function moon(needs) {
  return {
    language: "typescript",
    dependsOn: needs,
    tasks: { build: { command: "true", deps: ["^:build"], inputs: ["**/*"] } },
  };
}
