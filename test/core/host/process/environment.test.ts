import { dirname } from "node:path";
import { expect, it } from "vitest";
import { pluginEnvironment } from "../../../../core/host/process/environment.ts";

it("A plugin's environment holds nothing but the allow-list", () => {
  const own = {
    PATH: "/bin",
    HOME: "/home/me",
    LANG: "de_DE.UTF-8",
    TZ: "Europe/Berlin",
    GITHUB_TOKEN: "secret",
    AWS_SECRET_ACCESS_KEY: "secret",
    NODE_OPTIONS: "--require /evil.js",
    LD_PRELOAD: "/evil.so",
    CIG_VAR_X: "1",
  };
  expect(pluginEnvironment(own, "/tmp/private", "linux")).toEqual({
    HOME: "/home/me",
    PATH: `/bin:${dirname(process.execPath)}`,
    LANG: "C.UTF-8",
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    TMPDIR: "/tmp/private",
    TMP: "/tmp/private",
    TEMP: "/tmp/private",
    PYTHONDONTWRITEBYTECODE: "1",
    CIG_PLUGIN: "1",
  });
});
