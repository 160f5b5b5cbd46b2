/** A line for each file on the page of the run: how much of the code was run. Undefined: the form is unknown. */
export function coverage(format: string): string | undefined {
  const read = Object.hasOwn(readers, format || "cobertura") ? readers[format || "cobertura"] : undefined;
  return read && `${head}${read}${tail}`;
}

const head = String.raw`{
  printf '### %s\n\n| File | Lines |\n| --- | ---: |\n' "$(printf '%s' "$CIG_TITLE" | tr '\r\n' '  ' | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g')"
  while IFS= read -r file; do
    share=$(`;

const tail = String.raw` < "./$file")
    [ -n "$share" ] || share=unknown
    shown=$(printf '%s' "$file" | sed -e 's/&/\&amp;/g' -e 's/</\&lt;/g' -e 's/|/\&#124;/g')
    printf '| <code>%s</code> | %s |\n' "$shown" "$share"
  done < "$files"
  echo
} | tee -a "$GITHUB_STEP_SUMMARY"
`;

/** Programs that print a share such as "85.0 %", or nothing. */
const readers: Readonly<Record<string, string>> = {
  cobertura: String.raw`awk 'BEGIN { RS = "<" }
      /^coverage[ \t\r\n]/ && !done && match($0, /line-rate="[0-9.]+"/) {
        printf "%.1f %%", 100 * substr($0, RSTART + 11, RLENGTH - 12); done = 1
      }'`,
  jacoco: String.raw`awk 'BEGIN { RS = "<" }
      function value(name) { return match($0, name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 2, RLENGTH - length(name) - 3) : 0 }
      /^counter[ \t\r\n]/ && /type="LINE"/ { missed = value("missed"); covered = value("covered") }
      END { if (missed + covered > 0) printf "%.1f %%", 100 * covered / (missed + covered) }'`,
  lcov: `awk -F: '/^LF:/ { found += $2 } /^LH:/ { hit += $2 } END { if (found > 0) printf "%.1f %%", 100 * hit / found }'`,
};
