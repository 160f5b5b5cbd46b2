import { describe, expect, it } from "vitest";
import { readGithub } from "../../../../../plugins/provider/github/reader/reader.ts";
import { compareTables } from "../../../../../sdk/table/compare.ts";

/** Where two steps differ, of jobs on Linux that have no others. */
function differences(one: string, other: string): string[] {
  const [left, right] = [one, other].map((step) => {
    const text = `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - ${step}\n`;
    return readGithub(new Map([[".github/workflows/ci.yml", text]]));
  });
  return compareTables(left!, right!).differences.map(({ path }) => path.replace(/^.*steps\/1 /, ""));
}

const cache = (inputs: string) => `{ uses: actions/cache@v4, with: { path: x, ${inputs} } }`;

describe("inputs of actions", () => {
  it.each([
    [
      "{ uses: actions/setup-python@v5, with: { python-version: 3.x } }",
      "{ uses: actions/setup-python@v7, with: { python-version: 3 } }",
    ],
    [
      "{ uses: dtolnay/rust-toolchain@stable, with: { components: 'rustfmt, clippy' } }",
      "{ uses: dtolnay/rust-toolchain@master, with: { toolchain: stable, components: 'clippy,rustfmt' } }",
    ],
    [
      "{ uses: actions/setup-go@v5, with: { go-version: '1.22' } }",
      "{ uses: actions/setup-go@v5, with: { go-version: '1.22', cache: true } }",
    ],
  ])("mean the same: %s and %s", (one, other) => {
    expect(differences(one, other)).toEqual([]);
  });

  it.each([
    [
      "{ uses: dtolnay/rust-toolchain@stable }",
      "{ uses: dtolnay/rust-toolchain@nightly }",
      ["toolchain/version", "toolchain/github/with.toolchain"],
    ],
    [
      "{ uses: actions/setup-go@v5, with: { go-version: '1.22' } }",
      "{ uses: actions/setup-go@v5, with: { go-version: '1.22', cache: false } }",
      ["toolchain/github/with.cache"],
    ],
    [cache("key: 'a-${{ github.sha }}'"), cache("key: 'a'"), ["cache/github/with.key"]],
    [cache("key: a, restore-keys: a-"), cache("key: a"), ["cache/github/with.restore-keys"]],
    [
      cache("key: 'a-${{ matrix.x }}', restore-keys: 'a-${{ matrix.x }}-'"),
      cache("key: 'a-${{ matrix.x }}', restore-keys: a-"),
      ["cache/github/with.restore-keys"],
    ],
    [cache("key: a"), cache("key: a, lookup-only: true"), ["cache/github/with.lookup-only"]],
  ])("mean something else: %s and %s", (one, other, paths) => {
    expect(differences(one, other)).toEqual(expect.arrayContaining(paths));
  });
});
