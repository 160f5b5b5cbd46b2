import { execFile } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { librariesScript } from "../../../../plugins/browser/cypress/libraries.ts";
import { waitScript } from "../../../../plugins/browser/cypress/wait.ts";

/** Runs a script as a step does, with programs of our own before those of the machine. */
async function run(script: string, env: Record<string, string>, programs: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "cig-cypress-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(programs)) {
    writeFileSync(join(folder, name), `#!/bin/sh\n${text}\n`);
    chmodSync(join(folder, name), 0o755);
  }
  return new Promise<{ code: number; out: string; err: string }>((done) => {
    const options = { env: { ...env, PATH: `${folder}:/usr/bin:/bin` } };
    execFile("bash", ["--norc", "-eo", "pipefail", "-c", script], options, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

async function server(status: number): Promise<string> {
  const http = createServer((_, response) => response.writeHead(status).end());
  await new Promise<void>((listening) => http.listen(0, "127.0.0.1", listening));
  onTestFinished(() => void http.close());
  const address = http.address();
  return `http://127.0.0.1:${typeof address === "object" ? address?.port : ""}`;
}

describe.skipIf(process.platform === "win32")("the script that waits for a server", () => {
  it("ends when each address answers, be it with a page that is not there", async () => {
    const env = { WAIT_ON_1: await server(404), WAIT_ON_2: await server(200) };
    expect(await run(waitScript(2, 30), env)).toEqual({ code: 0, out: "", err: "" });
  });

  it("fails and names the address that does not answer, or only with an error of the server", async () => {
    const broken = await server(503);
    const { code, err } = await run(waitScript(1, 1), { WAIT_ON_1: broken });
    expect(code).toBe(1);
    expect(err).toBe(`${broken} did not answer within 1 seconds (the last status was 503).\n`);
  });

  it("says so where nothing listens", async () => {
    const { err } = await run(waitScript(1, 1), { WAIT_ON_1: "http://127.0.0.1:9" });
    expect(err).toContain("(the last status was 000)");
  });
});

describe.skipIf(process.platform === "win32")("the script that installs libraries", () => {
  const script = librariesScript(false).replaceAll("/sbin/ldconfig", "ldconfig");
  const all = "libgtk-3.so.0 libgbm.so.1 libnss3.so libasound.so.2";
  const screen = { Xvfb: "", xauth: "" };
  const apt = { id: "echo 0", "apt-get": 'echo "apt-get $*"', "apt-cache": '[ "$2" = libasound2t64 ]' };

  it("does nothing where nothing is missing", async () => {
    const programs = { ...screen, ...apt, ldconfig: `echo ${all}` };
    expect(await run(script, {}, programs)).toEqual({ code: 0, out: "", err: "" });
  });

  it("installs the packages, by the names that this release of the system has", async () => {
    const programs = { ...screen, ...apt, ldconfig: "echo libnss3.so" };
    const { code, out } = await run(script, {}, programs);
    expect(code).toBe(0);
    expect(out).toBe(
      "apt-get update\napt-get install --yes --no-install-recommends libgtk-3-0 libgbm1 libnotify4 libnss3 libxss1 libasound2t64 libxtst6 xauth xvfb\n",
    );
  });

  it("says what is missing and which packages have it, where nobody may install", async () => {
    const programs = { ...screen, ...apt, id: "echo 1000", sudo: "exit 1", ldconfig: "echo libnss3.so" };
    const { code, err } = await run(script, {}, programs);
    expect(code).toBe(1);
    expect(err).toContain(
      "Cypress needs libgtk-3.so.0 libgbm.so.1 libasound.so.2, and this machine lets nobody",
    );
    expect(err).toContain("libgtk-3-0 libgbm1");
  });

  it("does nothing on a Mac that the matrix picked", async () => {
    const mac = { uname: "echo Darwin", ldconfig: "exit 127" };
    expect(await run(librariesScript(true), {}, mac)).toEqual({ code: 0, out: "", err: "" });
  });
});
