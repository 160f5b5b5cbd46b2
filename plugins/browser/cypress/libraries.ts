/**
 * Installs what a browser needs of a Linux machine, where anything of it is missing: GitHub's machines and Cypress' own
 * images have it all. Since Ubuntu 24.04 and Debian 13 some packages bear another name.
 */
export function librariesScript(isAnySystem: boolean): string {
  return `${isAnySystem ? 'if [ "$(uname -s)" != Linux ]; then exit 0; fi\n' : ""}${script}`;
}

const packages = "libgtk-3-0 libgbm1 libnotify4 libnss3 libxss1 libasound2 libxtst6 xauth xvfb";

const script = `missing=
libraries=$(/sbin/ldconfig -p)
for library in libgtk-3.so.0 libgbm.so.1 libnss3.so libasound.so.2; do
  case $libraries in *"$library"*) ;; *) missing="$missing $library" ;; esac
done
for program in Xvfb xauth; do
  if ! command -v "$program" > /dev/null; then missing="$missing $program"; fi
done
if [ -z "$missing" ]; then exit 0; fi
as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo -n "$@"; fi
}
if ! as_root apt-get update; then
  echo "Cypress needs$missing, and this machine lets nobody install it. Its image needs the packages" >&2
  echo "${packages}." >&2
  exit 1
fi
set --
for package in ${packages}; do
  if apt-cache show "\${package}t64" > /dev/null 2>&1; then package=\${package}t64; fi
  set -- "$@" "$package"
done
as_root apt-get install --yes --no-install-recommends "$@"`;
