import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Binding, bindScript } from "../../../../core/plan/run-script/run-script.ts";
import { reference, text } from "../../../../sdk/text.ts";

const outside = (name: string): Binding => ({
  wanted: `CIG_${name.toUpperCase().replaceAll(".", "_")}`,
  value: text(reference(name)),
  alphabet: "any",
  origin: "outside",
});
const author = (name: string): Binding => ({ ...outside(name), origin: "author" });
const bind = (script: string, shell = "bash", lookUp = outside) =>
  bindScript(script, shell, lookUp, () => false);

describe("a name in a shell script becomes an expansion that fits its place", () => {
  it.each([
    ["bare", "echo {{ git.branch }}", 'echo "${CIG_GIT_BRANCH}"'],
    ["inside a word", "cp a dir/{{git.branch}}.txt", 'cp a dir/"${CIG_GIT_BRANCH}".txt'],
    ["in double quotes", 'echo "on {{ git.branch }}!"', 'echo "on ${CIG_GIT_BRANCH}!"'],
    ["in single quotes", "echo 'on {{ git.branch }}!'", "echo 'on '\"${CIG_GIT_BRANCH}\"'!'"],
    ["in $'…'", "echo $'a\\'{{ git.branch }}'", "echo $'a\\''\"${CIG_GIT_BRANCH}\"$''"],
    [
      "in a comment",
      "true # {{ git.branch }} isn't\necho '{{ git.branch }}'",
      'true # {{ git.branch }} isn\'t\necho "${CIG_GIT_BRANCH}"',
    ],
    ["behind a # that starts no comment", "echo a#'{{ git.branch }}'", 'echo a#"${CIG_GIT_BRANCH}"'],
    ["in $(…) in quotes", 'echo "$(tr a b < {{ git.branch }})"', 'echo "$(tr a b < "${CIG_GIT_BRANCH}")"'],
    [
      "behind a case in $(…)",
      'x="$(case a in a) echo {{ git.branch }} ;; esac) {{ git.branch }}"',
      'x="$(case a in a) echo "${CIG_GIT_BRANCH}" ;; esac) ${CIG_GIT_BRANCH}"',
    ],
    [
      "in a heredoc",
      'cat <<EOF\n"{{ git.branch }}"\nEOF\necho {{ git.branch }}',
      'cat <<EOF\n"${CIG_GIT_BRANCH}"\nEOF\necho "${CIG_GIT_BRANCH}"',
    ],
    [
      "in an indented heredoc",
      "cat <<-EOF\n\t{{ git.branch }}\n\tEOF\necho {{ git.branch }}",
      'cat <<-EOF\n\t${CIG_GIT_BRANCH}\n\tEOF\necho "${CIG_GIT_BRANCH}"',
    ],
    [
      "in the second of two heredocs",
      "cat <<A <<'B'\n{{ git.branch }}\nA\nplain\nB\n",
      "cat <<A <<'B'\n${CIG_GIT_BRANCH}\nA\nplain\nB\n",
    ],
    ["behind a here-string", "cat <<< {{ git.branch }}", 'cat <<< "${CIG_GIT_BRANCH}"'],
    [
      "as a default",
      'echo "${A:-{{ git.branch }}}" ${B:-{{ git.branch }}}',
      'echo "${A:-${CIG_GIT_BRANCH}}" ${B:-"${CIG_GIT_BRANCH}"}',
    ],
    ["as a pattern", 'echo "${A#{{ git.branch }}}"', 'echo "${A#"${CIG_GIT_BRANCH}"}"'],
    ["behind an escaped quote", 'echo "a \\" {{ git.branch }}"', 'echo "a \\" ${CIG_GIT_BRANCH}"'],
    [
      "behind a shift",
      "echo $((1 << 2)) {{ git.branch }}\necho 2",
      'echo $((1 << 2)) "${CIG_GIT_BRANCH}"\necho 2',
    ],
  ])("%s", (_, script, expected) => {
    expect(bind(script)).toEqual({
      script: expected,
      env: [{ name: "CIG_GIT_BRANCH", value: text(reference("git.branch")) }],
      problems: [],
    });
  });
});

describe("a name is refused", () => {
  it.each([
    ["in a heredoc with a quoted delimiter", "cat <<'EOF'\n{{ git.branch }}\nEOF", "quoted"],
    ["in arithmetic, where the shell runs values as code", "echo $(( {{ git.branch }} + 1 ))", "computes"],
    ["in an arithmetic command", "(( {{ git.branch }} > 1 ))", "computes"],
    ["as an index", "echo ${A[{{ git.branch }}]}", "computes"],
    ["behind a backslash", "echo \\{{ git.branch }}", "backslash"],
    ["behind a dollar", "echo ${{ git.branch }}", "GitHub"],
    ["in backticks in quotes", 'echo "`echo {{ git.branch }}`"', "safely"],
    ["as the delimiter of a heredoc", "cat <<{{ git.branch }}\n", "delimiter"],
    ["in a program for another shell", "bash -c 'echo {{ git.branch }}'", "bash -c"],
    ["in a program with options before it", 'sudo bash -eo pipefail -c "echo {{ git.branch }}"', "bash -c"],
    ["in a program for node", "node -e \"console.log('{{ git.branch }}')\"", "node -e"],
    ["in code that is evaluated", "eval echo {{ git.branch }}", "eval"],
    ["in a sed script", 'sed -i "s/x/{{ git.branch }}/" file', "sed"],
  ])("%s", (_, script, words) => {
    const { problems } = bind(script);
    expect(problems).toHaveLength(1);
    expect(problems[0]!.message).toContain(words);
    expect(problems[0]!.offset).toBe(script.indexOf("{{"));
    expect(problems[0]!.hint).toBeTruthy();
  });

  it("in an inner program only when a stranger may have chosen the value", () => {
    expect(bind("bash -c 'make {{ matrix.target }}'", "bash", author)).toMatchObject({
      script: "bash -c 'make '\"${CIG_MATRIX_TARGET}\"''",
      problems: [],
    });
  });

  it("never as an argument of such a program", () => {
    expect(bind("bash -c 'echo \"$1\"' -- {{ git.branch }}").problems).toEqual([]);
    expect(bind("jq --arg t {{ git.branch }} '.[$t]' f").problems).toEqual([]);
    expect(bind('awk -v t="{{ git.branch }}" 1 "{{ git.branch }}"').problems).toEqual([]);
  });
});

describe("other shells", () => {
  it("PowerShell reads the environment", () => {
    expect(bind('Write-Output {{ git.branch }} "a {{ git.branch }}" # {{ x }}', "pwsh")).toMatchObject({
      script: 'Write-Output ${env:CIG_GIT_BRANCH} "a ${env:CIG_GIT_BRANCH}" # {{ x }}',
      problems: [],
    });
  });

  it("PowerShell refuses single quotes and joined words", () => {
    expect(
      bind("echo 'a {{ git.branch }}' b-{{ git.branch }}", "pwsh").problems.map((problem) => problem.offset),
    ).toEqual([8, 28]);
  });

  it("cmd takes only values that are harmless", () => {
    expect(
      bind("echo {{ run.id }}", "cmd", (name) => ({ ...outside(name), alphabet: "digits" })).script,
    ).toBe("echo %CIG_RUN_ID%");
    expect(bind("echo {{ git.branch }}", "cmd").problems[0]!.hint).toContain("pwsh");
  });

  it("python is told to read the environment", () => {
    expect(bind("print({{ git.branch }})", "python").problems[0]!.hint).toBe(
      'Give the step env = { CIG_GIT_BRANCH = "{{ git.branch }}" } and read os.environ["CIG_GIT_BRANCH"].',
    );
  });
});

describe("what is not a name", () => {
  it("braces in quotes become characters, so that templates of other tools can be written", () => {
    expect(bind(`docker ps --format '{{ "{{" }}.Names}}' {{ git.branch }}`)).toMatchObject({
      script: `docker ps --format '{{.Names}}' "\${CIG_GIT_BRANCH}"`,
      problems: [],
    });
  });

  it("a problem behind them is told at its place in the author's script", () => {
    expect(bind(`echo '{{ "{{" }}' \\{{ git.branch }}`).problems[0]!.offset).toBe(19);
  });

  it("anything else stays as it is", () => {
    for (const script of ["docker ps --format '{{.Names}}'", "echo '{{ open'", "echo {{ }}", "echo {{a b}}"])
      expect(bind(script)).toEqual({ script, env: [], problems: [] });
  });
});

it("a variable that the step has already is not overwritten", () => {
  const taken = new Set(["CIG_GIT_BRANCH", "CIG_GIT_BRANCH_2"]);
  expect(
    bindScript("echo {{ git.branch }}{{ git.branch }}", "bash", outside, (name) => taken.has(name)),
  ).toEqual({
    script: 'echo "${CIG_GIT_BRANCH_3}""${CIG_GIT_BRANCH_3}"',
    env: [{ name: "CIG_GIT_BRANCH_3", value: text(reference("git.branch")) }],
    problems: [],
  });
});

it("names that end in the same variable get a variable each", () => {
  const { env } = bindScript("echo {{ a.b }} {{ a_b }}", "bash", outside, () => false);
  expect(env.map(({ name }) => name)).toEqual(["CIG_A_B", "CIG_A_B_2"]);
});

describe("under a real shell", () => {
  const hostile = fc
    .array(
      fc.constantFrom(
        "$(touch /tmp/x)",
        "`id`",
        '"',
        "'",
        "\\",
        "\n",
        " ",
        "$HOME",
        "${A}",
        "*",
        "~",
        "#",
        "&",
        ";",
        "|",
        "}}",
        "{{ git.sha }}",
        "é",
        "!",
        "EOF",
        "\t",
        "a",
        "-n",
        ")",
        "esac",
        "<<",
        "%s",
        "&&",
      ),
      { maxLength: 8 },
    )
    .map((parts) => parts.join(""))
    // A heredoc and $(…) drop line breaks at the end: of the shell's own doing, and not what is asked here.
    .map((value) => value.replace(/\n+$/, ""));
  const places = [
    "printf '%s\\0' {{ git.branch }}",
    "printf '%s\\0' \"{{ git.branch }}\"",
    "printf '%s\\0' '{{ git.branch }}'",
    "printf '%s\\0' $'{{ git.branch }}'",
    "printf '%s\\0' \"$(printf %s {{ git.branch }})\"",
    'printf \'%s\\0\' "$(printf %s "{{ git.branch }}")"',
    "printf '%s\\0' \"$(cat <<EOF\n{{ git.branch }}\nEOF\n)\"",
    "printf '%s\\0' \"${NOT_SET:-{{ git.branch }}}\"",
    "printf '%s\\0' ${NOT_SET:-{{ git.branch }}}",
    "x={{ git.branch }}; printf '%s\\0' \"$x\"",
    'x="$(case a in a) printf %s {{ git.branch }};; esac)"; printf \'%s\\0\' "$x" # \'{{ git.branch }}',
  ];

  it("every value arrives byte by byte, wherever it stands", () => {
    const script = bind(places.join("\n")).script;
    fc.assert(
      fc.property(hostile, (value) => {
        const out = execFileSync("bash", ["--norc", "-euo", "pipefail", "-c", script], {
          env: { PATH: process.env.PATH, CIG_GIT_BRANCH: value },
        });
        expect(out.toString().split("\0").slice(0, -1)).toEqual(places.map(() => value));
      }),
      { numRuns: 60 },
    );
  });

  it("the plain POSIX shell delivers them too", () => {
    const plain = places.filter((place) => !place.includes("$'"));
    const script = bind(plain.join("\n"), "sh").script;
    fc.assert(
      fc.property(hostile, (value) => {
        const out = execFileSync("sh", ["-eu", "-c", script], {
          env: { PATH: process.env.PATH, CIG_GIT_BRANCH: value },
        });
        expect(out.toString().split("\0").slice(0, -1)).toEqual(plain.map(() => value));
      }),
      { numRuns: 30 },
    );
  });

  it("random compositions of quotes and commands keep their meaning", () => {
    const piece: fc.Arbitrary<string> = fc.constantFrom(
      "{{ git.branch }}",
      '"{{ git.branch }}"',
      "'{{ git.branch }}'",
      "\"a'{{ git.branch }}'\"",
      "'\"'{{ git.branch }}'\"'",
      "\\'{{ git.branch }}",
      '"$(printf %s "{{ git.branch }}")"',
      '"${N:-{{ git.branch }}}"',
      "a#{{ git.branch }}",
      '"\\"{{ git.branch }}"',
      "$'\\''{{ git.branch }}",
    );
    const meaning = (source: string, value: string) => {
      const plain = source.replaceAll("{{ git.branch }}", "@@");
      return execFileSync("bash", ["--norc", "-c", `printf '%s' ${plain}`])
        .toString()
        .replaceAll("@@", value);
    };
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 4 }), hostile, (pieces, value) => {
        const source = pieces.join("");
        const { script, problems } = bind(`printf '%s' ${source}`);
        expect(problems).toEqual([]);
        const out = execFileSync("bash", ["--norc", "-c", script], {
          env: { PATH: process.env.PATH, CIG_GIT_BRANCH: value },
        });
        expect(out.toString()).toBe(meaning(source, value));
      }),
      { numRuns: 60 },
    );
  });
});

it("any text is read without an exception, and a script without names is left alone", () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.constantFrom(
          "'",
          '"',
          "$(",
          "${",
          "((",
          "`",
          "<<E",
          "\n",
          "{{ a.b }}",
          "}",
          ")",
          "\\",
          " ",
          "#",
          "E",
          "case ",
        ),
      ),
      (parts) => {
        const script = parts.join("");
        for (const shell of ["bash", "pwsh"]) {
          const bound = bind(script, shell);
          if (!script.includes("{{")) expect(bound.script).toBe(script);
        }
      },
    ),
  );
});
