/** Shell that writes the files of a report, one a line, to the file that $files names, and ends where there are none. */
export function listing(hasExceptions: boolean): string {
  return `${head}${hasExceptions ? ' | grep -Ev -e "$CIG_EXCEPT"' : ""}${tail}`;
}

const head = String.raw`files="$RUNNER_TEMP/cig-report"
find . -name .git -prune -o ! -type d -print | sed 's|^\./||' | grep -E -e "$CIG_PATTERN"`;

const tail = ` |
  LC_ALL=C sort > "$files" || true
if [ ! -s "$files" ]; then
  echo "There is no file to report."
  exit 0
fi
`;
