/**
 * The shell functions with which CI gets the cig that cig.lock names, and runs it. What is fetched is compared file by
 * file with the digest in cig.lock before anything of it runs. Bash; needs tar, node, sha256sum or shasum, and curl
 * where the package comes from an address. $CIG_TOOL says where from: `npm:NAME`, an address, or a file of the repository.
 */
export const toolFunctions = String.raw`cig_home=${"${RUNNER_TEMP:-${TMPDIR:-/tmp}}"}/cig-tool
cig_locked() { # cig_locked KEY: what cig.lock says of the tool
  sed -n '/^\[tool\]/,/^\[[^t]/s/^'"$1"' = "\(.*\)"$/\1/p' cig.lock
}
cig_digest() { # of all that the package can run
  local sum=(shasum -a 256)
  if command -v sha256sum > /dev/null; then sum=(sha256sum); fi
  (cd "$1" && find . -type f ! -name digest | LC_ALL=C sort | tr '\n' '\0' | xargs -0 "${"${sum[@]}"}") | "${"${sum[@]}"}" | cut -d ' ' -f 1
}
cig_get() { # gets the cig that cig.lock names, and fails where it cannot be had or is another
  command -v node > /dev/null || { echo "There is no Node.js here to run cig." >&2; return 1; }
  [ -f cig.lock ] || { echo "There is no cig.lock that says which cig is wanted." >&2; return 1; }
  local version wanted from=$CIG_TOOL
  version=$(cig_locked version) wanted=$(cig_locked digest)
  if [ -z "$version" ] || [ -z "$wanted" ]; then
    echo "cig.lock does not say which cig is wanted." >&2
    return 1
  fi
  rm -rf "$cig_home"
  mkdir -p "$cig_home" || return 1
  case $from in
    npm:*) from=${"${NPM_CONFIG_REGISTRY:-https://registry.npmjs.org}"} from=${"${from%/}/${CIG_TOOL#npm:}/-/${CIG_TOOL##*[:/]}-$version.tgz"} ;;
  esac
  case $from in
    *://*) curl -fsSL --retry 2 --max-time 120 -o "$cig_home/package.tgz" "$from" || { echo "cig cannot be fetched from $from." >&2; return 1; } ;;
    *) cp "$from" "$cig_home/package.tgz" || return 1 ;;
  esac
  tar -xzf "$cig_home/package.tgz" -C "$cig_home" || return 1
  find "$cig_home/package/dist/" -name '*.cache' -exec rm -rf {} + || return 1 # what Node has compiled, which it would believe
  if [ "sha256:$(cig_digest "$cig_home/package/dist")" != "$wanted" ]; then
    echo "What $from gave is not the cig that cig.lock names." >&2
    rm -rf "$cig_home"
    return 1
  fi
}
cig() { node "$cig_home/package/dist/cig.cjs" "$@"; }`;
