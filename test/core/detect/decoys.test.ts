import { describe, expect, it } from "vitest";
import { decoyReason } from "../../../core/detect/decoys.ts";

describe("decoyReason", () => {
  it.each([
    ["tests/syntax-tests/source/XML/app.csproj", "a fixture"],
    ["test/fixtures/app/Gemfile", "a fixture"],
    ["packages/cli/testdata/package.json", "a fixture"],
    ["vendor/bundle/ruby/Gemfile", "vendored code"],
    ["web/node_modules/left-pad/package.json", "vendored code"],
    ["examples/basic/pyproject.toml", "an example"],
    ["Examples/basic/pyproject.toml", "an example"],
    ["templates/react/package.json", "a template"],
    ["{{cookiecutter.slug}}/setup.py", "a template"],
    ["pkg/<%= name %>/package.json", "a template"],
    ["client/generated/package.json", "generated code"],
    ["golang/internal/gotestdata/source/go.mod", "a fixture"],
    ["crates/complete/truth/import/pyproject.toml", "a fixture"],
    ["hooks/resources/empty.gemspec", "data of a program"],
  ])("says why %s is no evidence", (path, reason) => {
    expect(decoyReason(path)).toBe(reason);
  });

  it.each([
    "Gemfile",
    "package.json",
    "apps/web/package.json",
    "app/views/example.rb",
    "vendor",
    "src/template.ts",
    "resources/package.json",
    "packages/test-fixtures/package.json",
  ])("lets %s speak for the repository", (path) => {
    expect(decoyReason(path)).toBeUndefined();
  });

  it("is not confused by folders named like members of every object", () => {
    expect(decoyReason("constructor/toString/package.json")).toBeUndefined();
  });
});
