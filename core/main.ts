import { runCli } from "./cli/cli.ts";

/**
 * The process around the command line: argv in, exit code out. Whatever nobody caught is shown as a bug by
 * `runCli`'s reporter; a signal ends the process with the code that a shell expects (130 for ctrl-C), and the "exit"
 * listeners of the host and the output room clean up.
 */
for (const [signal, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
  ["SIGHUP", 129],
] as const)
  process.once(signal, () => {
    if (process.stderr.isTTY && process.env.TERM !== "dumb") process.stderr.write("\r\x1b[K");
    process.exit(code);
  });

runCli({
  argv: process.argv.slice(2),
  environment: process.env,
  stdout: process.stdout,
  stderr: process.stderr,
  // A function, because to look at it costs Node the time to open it.
  stdin: () => process.stdin,
  onCrash: (report) => {
    process.on("uncaughtException", (error) => process.exit(report(error)));
    process.on("unhandledRejection", (error) => process.exit(report(error)));
  },
}).then((code) => {
  // Not process.exit(): a large result may still be on its way into a pipe.
  process.exitCode = code;
});
