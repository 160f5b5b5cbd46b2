import { describe, expect, it } from "vitest";
import cypress from "../../../../plugins/browser/cypress/plugin.ts";
import { see } from "../../repository.ts";

interface Files {
  readonly scripts: Record<string, string>;
  readonly baseUrl?: string;
  readonly more?: Record<string, string>;
}

/** The `step.…` facts of a repository with these scripts. */
async function steps({ scripts, baseUrl, more = {} }: Files) {
  const { facts } = await see(cypress, {
    "package.json": JSON.stringify({ scripts, devDependencies: { cypress: "15.3.0" } }, null, 2),
    "cypress.config.ts": baseUrl === undefined ? "export default {};" : `e2e: { baseUrl: "${baseUrl}" },`,
    ...more,
  });
  return Object.fromEntries(Object.entries(facts).filter(([key]) => key.startsWith("step.")));
}

const at = (port: number) => `http://localhost:${port}`;
const e2e = (given: Record<string, string>) => ({
  "step.e2e": "browser/cypress",
  "step.e2e.packages": "node",
  ...Object.fromEntries(Object.entries(given).map(([name, value]) => [`step.e2e.with.${name}`, value])),
});

describe("the steps that browser/cypress proposes", () => {
  it("starts the script that serves at the address of the configuration", async () => {
    const scripts = {
      dev: "vite",
      preview: "vite preview",
      build: "vite build",
      storybook: "storybook dev -p 4173",
    };
    expect(await steps({ scripts, baseUrl: at(4173) })).toEqual(
      e2e({ build: "npm run build", start: "npm run preview" }),
    );
    expect(await steps({ scripts, baseUrl: at(5173) })).toEqual(e2e({ start: "npm run dev" }));
  });

  it("prefers what is made for CI, though it does not show where that listens", async () => {
    const scripts = { start: "node server.js", "start:ci": "cross-env NODE_ENV=test concurrently yarn:api" };
    const more = { "yarn.lock": "" };
    expect(await steps({ scripts, baseUrl: at(3000), more })).toEqual(e2e({ start: "yarn start:ci" }));
  });

  it("looks into the scripts that a script starts, and leaves out one that listens elsewhere", async () => {
    const scripts = { start: "ng serve", serve: "npm run start --", watch: "npm start -- --watch" };
    expect(await steps({ scripts, baseUrl: at(8080) })).toEqual({});
    expect(await steps({ scripts, baseUrl: at(4200) })).toEqual(e2e({ start: "npm run serve" }));
  });

  it("starts what builds and then serves, rather than what only serves", async () => {
    const scripts = { serve: "node serve.js", build: "tsc", start: "npm run build & npm run serve" };
    expect(await steps({ scripts, baseUrl: at(8888) })).toEqual(e2e({ start: "npm start" }));
    const watching = { serve: "node serve.js", dev: 'concurrently "npm:serve" "tsc --watch"' };
    expect(await steps({ scripts: watching, baseUrl: at(8888) })).toEqual(e2e({ start: "npm run serve" }));
  });

  it("takes a script that serves and tests by itself, with the build that its server needs", async () => {
    const scripts = {
      build: "react-scripts build",
      serve: "serve --single --listen 8811 build",
      "cy:run": "cypress run",
      "cy:open": "cypress open",
      "test:open": "start-server-and-test serve http://localhost:8811 cy:open",
      "test:e2e": "start-server-and-test serve http://localhost:8811 cy:run",
    };
    expect(await steps({ scripts })).toEqual(e2e({ build: "npm run build", command: "npm run test:e2e" }));
  });

  it("runs in the browser that the plain script names, and component tests by themselves", async () => {
    const scripts = {
      start: "node server.js",
      component: "cypress run --component --browser firefox",
      e2e: "cypress run --e2e --browser chrome",
    };
    expect(await steps({ scripts, baseUrl: "http://127.0.0.1:3000/" })).toEqual({
      ...e2e({ browser: "chrome", start: "npm start" }),
      "step.component": "browser/cypress",
      "step.component.packages": "node",
      "step.component.with.component": "true",
    });
  });

  it.each<Files>([
    { scripts: { start: "node server.js" } },
    { scripts: { start: "node server.js" }, baseUrl: "https://staging.example.com" },
    { scripts: { e2e: "cypress run" }, baseUrl: at(3000) },
    { scripts: { start: "storybook dev -p 3000" }, baseUrl: at(3000) },
    { scripts: { a: "npm run b", b: "npm run a" }, baseUrl: at(3000) },
  ])("proposes nothing where nobody says how the application is served: %j", async (files) => {
    expect(await steps(files)).toEqual({});
  });

  it("proposes it in the folder that names Cypress, with the package manager above it", async () => {
    const { facts, evidence } = await see(cypress, {
      "apps/web/package.json":
        '{\n"scripts": { "start": "next start",\n"build": "next build" },\n"devDependencies": { "cypress": "15.3.0" }\n}',
      "apps/web/cypress.config.js": 'e2e: { baseUrl: "http://localhost:3000" }',
      "package.json": '{ "packageManager": "pnpm@10.2.0" }',
    });
    expect(facts["cypress[apps/web].step.e2e.with.start"]).toBe("pnpm start");
    expect(facts["cypress[apps/web].step.e2e.with.build"]).toBe("pnpm build");
    expect(evidence["cypress[apps/web].step.e2e"]).toEqual(["apps/web/package.json:2"]);
  });
});
