import { miseVersion, toolVersion } from "cig/sdk";
import { describe, expect, it } from "vitest";

describe("toolVersion", () => {
  it.each([
    ["nodejs 20.1.0\nruby 3.3.0\n", { version: "3.3.0", line: 2 }],
    ["ruby 3.3.0 3.2.0", { version: "3.3.0", line: 1 }],
    ["ruby\t3.3.0 # ours", { version: "3.3.0", line: 1 }],
    ["ruby latest:3.3", { version: "3.3", line: 1 }],
    ["ruby prefix:3.3", { version: "3.3", line: 1 }],
    ["ruby jruby-9.4.5.0", { version: "jruby-9.4.5.0", line: 1 }],
    ["# ruby 3.3.0", undefined],
    ["ruby system", undefined],
    ["ruby latest", undefined],
    ["ruby path:/opt/ruby", undefined],
    ["ruby ref:master", undefined],
    ["rubymine 3.3.0", undefined],
    ["", undefined],
  ])("reads %j", (text, stated) => {
    expect(toolVersion(text, ["ruby"])).toEqual(stated);
  });
});

describe("miseVersion", () => {
  it.each([
    ['[tools]\nruby = "3.3"', { version: "3.3", line: 2 }],
    ['[tools]\nnode = "20"\nruby = ["3.3.0", "3.2"]', { version: "3.3.0", line: 3 }],
    ['[tools]\nruby = { version = "3.3.0" }', { version: "3.3.0", line: 2 }],
    ['[tools.ruby]\nversion = "3.3.0"', { version: "3.3.0", line: 1 }],
    ['[tools]\n"core:ruby" = "3.3.0"', { version: "3.3.0", line: 2 }],
    ['[tools]\nruby = "latest"', undefined],
    ['[tools]\nruby = "{{ env.RUBY }}3"', undefined],
    ['[tools]\n# ruby = "3.3"', undefined],
    ['[env]\nruby = "3.3"', undefined],
  ])("reads %j", async (text, stated) => {
    expect(await miseVersion(text, ["ruby"])).toEqual(stated);
  });
});
