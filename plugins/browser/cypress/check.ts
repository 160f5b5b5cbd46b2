import { inputOf, literalOf, type Text, textInput } from "cig/sdk";
import { type Remark, remarkOn } from "./remarks.ts";
import type { Wish } from "./wish.ts";

/** What cannot work, or should not be. */
export function checkWish(wish: Wish, providers: readonly string[]): Remark[] {
  return [
    ...dependency(wish),
    ...cacheFolder(wish),
    ...(wish.runs
      ? [
          ...browser(wish, providers),
          ...recording(wish),
          ...commands(wish),
          ...scripts(wish),
          ...server(wish),
        ]
      : onlyReady(wish)),
  ];
}

function dependency({ use, project }: Wish): Remark[] {
  if (project.isStated) return [];
  const message = `No package.json of the repository names Cypress, so "${use.job}" has nothing to run.`;
  const hint = 'Run "npm install --save-dev cypress", and commit package.json and the lock file.';
  return [remarkOn("CYPRESS202", use, message, hint)];
}

function cacheFolder({ use, cacheFolder }: Wish): Remark[] {
  if (cacheFolder === undefined || /^(?:~?\/|~$|[A-Za-z]:[\\/])/.test(cacheFolder)) return [];
  const message = `The cache_folder "${cacheFolder.slice(0, 60)}" is another one in each folder that Cypress is started in.`;
  return [
    remarkOn("CYPRESS209", use, message, 'Write a whole path, such as cache_folder = "~/.cache/Cypress".'),
  ];
}

/** Inputs that a package has no use for; to take them in silence would look like tests that pass. */
function onlyReady({ use }: Wish): Remark[] {
  const names = use.inputs
    .map(({ name }) => name)
    .filter((name) => !["with_deps", "cache_folder"].includes(name));
  if (names.length === 0) return [];
  const message = `The package "cypress" makes Cypress ready and runs nothing, so ${names.map((name) => `"${name}"`).join(", ")} would do nothing.`;
  const hint = `Write a step: { uses = "browser/cypress", with = { ${names[0]} = … } }.`;
  return [remarkOn("CYPRESS210", use, message, hint)];
}

function browser({ use }: Wish, providers: readonly string[]): Remark[] {
  const name = literalOf(textInput(use, "browser"));
  if (name === undefined || name === "") return [];
  if (!/^(?:[a-z][a-z0-9-]*(?::[a-z0-9.]+)?|~?\/.+|[A-Za-z]:[\\/].+)$/.test(name)) {
    const message = `"${name.slice(0, 60)}" is no name of a browser, so Cypress would not find it.`;
    return [
      remarkOn("CYPRESS201", use, message, 'Write browser = "chrome", "firefox", "edge" or "electron".'),
    ];
  }
  const bare = providers.filter((provider) => provider !== "github");
  if (name === "electron" || use.inContainer || bare.length === 0 || /[\\/]/.test(name)) return [];
  const message = `Cypress brings only Electron, and the machines of ${bare.join(", ")} that "${use.job}" runs on may not have ${name}.`;
  const hint =
    'Let the job run in an image that has it: image = "cypress/browsers:…". Without browser, Electron is used.';
  return [remarkOn("CYPRESS211", use, message, hint)];
}

function recording({ use, recordKey }: Wish): Remark[] {
  const dependent = ["parallel", "group", "tag", "ci_build_id", "record_key"].filter((name) => {
    const value = literalOf(textInput(use, name));
    return inputOf(use, name) !== undefined && value !== "" && value !== "false";
  });
  if (!recordKey)
    return dependent.map((name) =>
      remarkOn(
        "CYPRESS203",
        use,
        `Cypress refuses "${name}" for a run that is not recorded, since only Cypress Cloud knows of other runs.`,
        `Add record = true, or remove ${name}.`,
      ),
    );
  if (literalOf(recordKey) === undefined) return [];
  const message = `The record key of "${use.job}" is written out, so everybody who can read the repository can record runs.`;
  const hint =
    'Make a new key in Cypress Cloud, keep it as a secret, and write record_key = "{{ secrets.CYPRESS_RECORD_KEY }}", or nothing.';
  return [remarkOn("CYPRESS204", use, message, hint)];
}

function commands({ use, command, options }: Wish): Remark[] {
  const others = options.filter(({ name }) => name !== "--record");
  if (!command || others.length === 0) return [];
  const names = others.map(({ name }) => `"${name.slice(2).replaceAll("-", "_")}"`).join(", ");
  const message = `"${use.job}" has a command of its own, which would not hear of ${names}.`;
  return [remarkOn("CYPRESS212", use, message, "Write the options into the command, or leave command out.")];
}

function scripts({ use, command, build, start }: Wish): Remark[] {
  const all: [string, Text | undefined][] = [
    ["command", command],
    ["build", build],
    ["start", start],
  ];
  return all
    .filter(([, script]) => script && literalOf(script) === undefined)
    .map(([name]) =>
      remarkOn(
        "CYPRESS205",
        use,
        `The script "${name}" holds a name that only the run knows, and its value would become code.`,
        `Give the step a variable, env = { VALUE = "{{ … }}" }, and write "$VALUE" in ${name}.`,
      ),
    );
}

function server({ use, start, waitOn, waitSeconds }: Wish): Remark[] {
  const wrong = waitOn.flatMap((url) => {
    const literal = literalOf(url);
    return literal === undefined || /^https?:\/\/[^\s/]/.test(literal) ? [] : [literal];
  });
  const remarks = wrong.map((url) =>
    remarkOn(
      "CYPRESS206",
      use,
      `"${url.slice(0, 60)}" in wait_on is no address of a server.`,
      'Write wait_on = "http://localhost:3000".',
    ),
  );
  if (start && waitOn.length === 0)
    remarks.push(
      remarkOn(
        "CYPRESS207",
        use,
        `"${use.job}" starts a server, and the tests would begin before it answers.`,
        'Add wait_on = "http://localhost:3000", or write baseUrl into the configuration of Cypress.',
      ),
    );
  if (!Number.isInteger(waitSeconds) || waitSeconds < 1 || waitSeconds > 3600)
    remarks.push(
      remarkOn(
        "CYPRESS208",
        use,
        `wait_seconds is ${waitSeconds}, and nobody can wait that long.`,
        "Write whole seconds between 1 and 3600.",
      ),
    );
  return remarks;
}
