/**
 * Counts the tests of JUnit's XML on the page of the run, and names those that failed. Text of the file stays what it is
 * there: escaped for XML, and so for HTML.
 */
export const junit = String.raw`while IFS= read -r file; do
  cat "./$file"
  echo
done < "$files" | tr -d '\000' | awk '
  BEGIN { RS = "<" }
  function attribute(name,   quote, start, text) {
    if (match($0, "[ \t\r\n]" name "=\"[^\"]*\"") || match($0, "[ \t\r\n]" name "=\047[^\047]*\047")) {
      text = substr($0, RSTART + 1, RLENGTH - 1)
      text = substr(text, length(name) + 3, length(text) - length(name) - 3)
      gsub(/[\r\n\t]/, " ", text); gsub(/>/, "\\&gt;", text)
      return text
    }
    return ""
  }
  /^!\[CDATA\[/ { quoted = 1 }
  quoted { if (index($0, "]]>")) quoted = 0; next }
  /^testcase[ \t\r\n\/>]/ { tests++; open = 1; class = attribute("classname"); name = attribute("name") }
  /^(failure|error)[ \t\r\n\/>]/ && open { open = 0; if (++failed <= 50) names = names "<li><code>" (class == "" ? "" : class " ") name "</code></li>\n" }
  /^skipped[ \t\r\n\/>]/ && open { open = 0; skipped++ }
  END {
    title = ENVIRON["CIG_TITLE"]
    gsub(/[\r\n]/, " ", title); gsub(/&/, "\\&amp;", title); gsub(/</, "\\&lt;", title)
    printf "### %s\n\n| Passed | Failed | Skipped |\n| ---: | ---: | ---: |\n| %d | %d | %d |\n\n", title, tests - failed - skipped, failed, skipped
    if (failed > 0) printf "<ul>\n%s%s</ul>\n\n", names, (failed > 50 ? "<li>and " failed - 50 " more</li>\n" : "")
  }
' | tee -a "$GITHUB_STEP_SUMMARY"
`;
