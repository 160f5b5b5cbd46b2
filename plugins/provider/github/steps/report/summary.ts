/** Shows Markdown on the page of the run; GitHub takes 1 MiB of one step, and nothing where it is more. */
export const summary = `while IFS= read -r file; do
  cat "./$file"
  echo
done < "$files" | head -c 1000000 >> "$GITHUB_STEP_SUMMARY"
`;
