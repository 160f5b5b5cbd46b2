/**
 * Waits until each of `count` addresses, in WAIT_ON_1 and so on, answers. A page that is not there is an answer, too: the
 * server is up. An error of the server is none: it may stand behind a proxy that started earlier.
 */
export function waitScript(count: number, seconds: number): string {
  const calls = Array.from({ length: count }, (_, index) => `wait_for "$WAIT_ON_${index + 1}"`);
  return `end=$(($(date +%s) + ${seconds}))
wait_for() {
  while :; do
    answer=$(curl --silent --output /dev/null --max-time 10 --write-out '%{http_code}' "$1") || true
    case $answer in [1-4]??) return ;; esac
    if [ "$(date +%s)" -ge "$end" ]; then
      echo "$1 did not answer within ${seconds} seconds (the last status was \${answer:-000})." >&2
      exit 1
    fi
    sleep 1
  done
}
${calls.join("\n")}`;
}
