/**
 * Lines such as "app/a.rb:3:5: error: too long" as annotations. Every line that is printed begins with a command of
 * ours, and whatever could end it or its properties is escaped; other lines are not printed at all.
 */
export const annotations = String.raw`while IFS= read -r file; do
  cat "./$file"
  echo
done < "$files" | tr -d '\r\000' | awk '
  BEGIN {
    root = ENVIRON["GITHUB_WORKSPACE"] "/"
    here = ENVIRON["PWD"] "/"
    folder = index(here, root) == 1 ? substr(here, length(root) + 1) : ""
  }
  function data(text) { gsub(/%/, "%25", text); return text }
  function property(text) { text = data(text); gsub(/:/, "%3A", text); gsub(/,/, "%2C", text); return text }
  {
    drive = match($0, /^[A-Za-z]:[\/\\]/) ? substr($0, 1, 2) : ""
    rest = substr($0, length(drive) + 1)
    if (!match(rest, /:[0-9]+:/)) next
    file = drive substr(rest, 1, RSTART - 1)
    line = substr(rest, RSTART + 1, RLENGTH - 2)
    rest = substr(rest, RSTART + RLENGTH)
    column = ""
    if (match(rest, /^[0-9]+(:| - )/)) { column = substr(rest, 1, RLENGTH); sub(/[^0-9]+$/, "", column); rest = substr(rest, RLENGTH + 1) }
    sub(/^[ \t]+/, "", rest)
    if (file == "" || rest == "") next
    level = "error"
    if (match(tolower(rest), /^(fatal error|error|warning|warn|note|notice|info|information|hint|style|refactor|convention)[:, \]]/)) {
      word = tolower(substr(rest, 1, RLENGTH - 1))
      if (word ~ /^warn/) level = "warning"
      else if (word !~ /error/) level = "notice"
      if (substr(rest, RLENGTH, 1) == ":") { rest = substr(rest, RLENGTH + 1); sub(/^[ \t]+/, "", rest) }
    }
    sub(/^\.\//, "", file)
    if (index(file, root) == 1) file = substr(file, length(root) + 1)
    else if (file !~ /^\// && drive == "") file = folder file
    print "::" level " file=" property(file) ",line=" line (column == "" ? "" : ",col=" column) "::" data(rest)
  }
'
`;
