/**
 * Folder names whose files say nothing about the repository around them: they are input of tests, somebody
 * else's code, material to copy, or a tool's output. A repository of a tool is full of them.
 */
const decoyFolders: Record<string, string> = Object.fromEntries(
  Object.entries({
    "a fixture": [
      "fixture",
      "fixtures",
      "__fixtures__",
      "__mocks__",
      "__snapshots__",
      "testdata",
      "test-data",
      "test_data",
      "testfiles",
      "test-files",
      "goldens",
      "golden",
      "snapshots",
      "mocks",
      "cassettes",
      "testcases",
      "test-cases",
      "test_cases",
      "syntax-tests",
      "syntax_tests",
      "test-projects",
      "test_projects",
      "test-resources",
      "test_resources",
      "__testfixtures__",
      "truth",
      "ground-truth",
      "ground_truth",
      "corpus",
      "corpora",
      "mdtest",
    ],
    "vendored code": [
      "node_modules",
      "bower_components",
      "vendor",
      "vendored",
      "_vendor",
      "third_party",
      "third-party",
      "thirdparty",
      "external",
      "site-packages",
    ],
    "an example": [
      "example",
      "examples",
      "sample",
      "samples",
      "demo",
      "demos",
      "playground",
      "playgrounds",
      "tutorial",
      "tutorials",
      "cookbook",
      "recipes",
      "benchmark",
      "benchmarks",
    ],
    "a template": [
      "template",
      "templates",
      "_templates",
      "boilerplate",
      "boilerplates",
      "scaffold",
      "scaffolds",
      "scaffolding",
      "skeleton",
      "skeletons",
      "archetype",
      "archetypes",
      "blueprints",
      "cookiecutter",
    ],
    "generated code": [
      "generated",
      "__generated__",
      "dist",
      "out",
      "build",
      "target",
      ".next",
      ".nuxt",
      ".yarn",
      ".venv",
      "venv",
      "coverage",
    ],
  }).flatMap(([reason, names]) => names.map((name) => [name, reason])),
);

/**
 * Why the file is no evidence for the repository ("a fixture"), or undefined when it may be. `resources` counts inside
 * of something only: at the top it may be where an application keeps its frontend.
 */
export function decoyReason(path: string): string | undefined {
  let start = 0;
  for (let end = path.indexOf("/"); end !== -1; end = path.indexOf("/", start)) {
    const folder = path.slice(start, end).toLowerCase();
    const reason = Object.hasOwn(decoyFolders, folder) ? decoyFolders[folder] : cookiecutter(folder);
    if (reason) return reason;
    if (/test[-_]?data$/.test(folder)) return "a fixture";
    if (folder === "resources" && start > 0) return "data of a program";
    start = end + 1;
  }
  return undefined;
}

/** Folders whose own name is a placeholder: `{{cookiecutter.name}}`, `{{ project }}`, `<%= name %>`. */
function cookiecutter(folder: string): string | undefined {
  return folder.includes("{{") || folder.includes("<%") ? "a template" : undefined;
}
