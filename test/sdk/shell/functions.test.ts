import { spawnSync } from "node:child_process";
import { hereDocument, type ShellFunction, shellFunctions, shellWord, text } from "cig/sdk";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

function run(used: ShellFunction[], ...lines: string[]): { status: number | null; out: string[] } {
  const script = [...shellFunctions(new Set(used)), ...lines].join("\n");
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-c", script], { encoding: "utf8" });
  expect(stderr).toBe("");
  return { status, out: stdout.split("\n").slice(0, -1) };
}

function heredoc(command: string, script: string): string {
  const { operator, lines } = hereDocument(script);
  return `${command} ${operator}\n${lines}`;
}

describe("Scripts in shells of their own", () => {
  test("leave nothing behind for the next one", () => {
    const { status, out } = run(
      ["step"],
      heredoc('step "One"', "cd /; A=1; set +e; echo one"),
      heredoc('step "Two"', 'echo "two ${A:-} $(false | true; echo $?)"'),
    );
    expect(out).toEqual(["--- One", "one", "--- Two", "two  1"]);
    expect(status).toBe(0);
  });

  test("end the job with their status", () => {
    const { status, out } = run(["step"], heredoc('step "One"', "exit 7"), heredoc('step "Two"', "echo two"));
    expect([status, out]).toEqual([7, ["--- One"]]);
  });

  test("run by what came before, and the first failure is the job's", () => {
    const { status, out } = run(
      ["step", "after"],
      heredoc('after failure step "A"', "echo a"),
      heredoc('after success step "B"', "exit 3"),
      heredoc('after success step "C"', "echo c"),
      heredoc('after always step "D"', "exit 4"),
      heredoc('after failure step "E"', "echo e"),
      'exit "$status"',
    );
    expect([status, out]).toEqual([3, ["--- B", "--- D", "--- E", "e"]]);
  });

  test("may fail, and say so", () => {
    const { status, out } = run(["step", "may_fail"], heredoc('may_fail step "A"', "exit 5"), "echo end");
    expect([status, out]).toEqual([0, ["--- A", "Failed with exit status 5, which this step may.", "end"]]);
  });

  test("are tried again, for some statuses only where it says so", () => {
    const again = run(["step", "retry"], heredoc('step "A" retry 2 any bash -e -c', "echo try; exit 9"));
    expect(again.status).toBe(9);
    expect(again.out.filter((line) => line === "try")).toHaveLength(3);
    const other = run(["step", "retry"], heredoc('step "A" retry 2 "7 8" bash -e -c', "echo try; exit 9"));
    expect(other.out.filter((line) => line === "try")).toHaveLength(1);
  });

  test("are ended when their time is over", () => {
    const { status } = run(["step", "within"], heredoc('step "A" within 1 bash -e -c', "sleep 20"));
    expect(status).toBe(124);
  });

  test("stand in a folder", () => {
    expect(run(["step", "in_folder"], heredoc('step "A" in_folder / bash -e -c', "pwd")).out).toEqual([
      "--- A",
      "/",
    ]);
  });

  test("go on beside others and end with the job", () => {
    const { status, out } = run(
      ["step", "background", "end_background"],
      "trap end_background EXIT",
      heredoc('background step "Server"', "exec sleep 60"),
      heredoc('step "Test"', "echo tested"),
    );
    expect(status).toBe(0);
    expect([...out].sort()).toEqual(["--- Server", "--- Test", "tested"]);
  });

  test.each([
    ["miss a first signal", "trap 'echo asked; trap - TERM' TERM"],
    ["ignore what asks them to end", "trap '' TERM"],
  ])("end with the job also where they %s", (_, trap) => {
    const { status, out } = run(
      ["step", "background", "end_background"],
      // The seconds that programs are given are not the test's.
      "sleep() { command sleep 0.01; }",
      "trap end_background EXIT",
      'begun=$(mktemp) && export begun && rm "$begun"',
      heredoc('background step "Server"', `${trap}; : > "$begun"; while :; do sleep 30 & wait || :; done`),
      'until [ -e "$begun" ]; do sleep; done',
    );
    expect(status).toBe(0);
    expect(out).toEqual(["--- Server", ...(trap.includes("asked") ? ["asked"] : [])]);
  });

  test("arrive byte for byte", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."$`'\"\\SCRIPT_2\n\t é\r") }), (script) => {
        const result = run(["step"], heredoc('step "A" printf "<%s>"', script)).out.slice(1).join("\n");
        // printf gets no line end behind it, so that the last line is not lost above.
        expect(`${result}`).toBe(
          spawnSync("printf", [`<%s>`, script.replace(/\n+$/, "")], { encoding: "utf8" })
            .stdout.split("\n")
            .slice(0, -1)
            .join("\n"),
        );
      }),
      { numRuns: 60 },
    );
  });
});

test("A closing word is one that the script does not have", () => {
  expect(hereDocument("SCRIPT\nSCRIPT_2\nx")).toEqual({
    operator: "<<'SCRIPT_3'",
    lines: "SCRIPT\nSCRIPT_2\nx\nSCRIPT_3",
  });
});

test("Characters arrive as one word, whatever they are", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0")),
      (value) => {
        for (const shell of ["sh", "bash"]) {
          const word = shellWord(text(value), () => undefined);
          expect(spawnSync(shell, ["-c", `printf %s ${word}`], { encoding: "utf8" }).stdout).toBe(value);
        }
      },
    ),
    { numRuns: 60 },
  );
});
