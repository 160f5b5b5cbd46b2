/**
 * How PHP is installed where a provider has no building block for it: POSIX shell, curl and, when the image's own PHP
 * does not fit, apt. An image such as cimg/php:8.3 or php:8.3-cli brings PHP along, and then nothing is downloaded but
 * Composer and the extensions that are missing. TOOLCHAIN_VERSION names a release line ("8.3"; empty: any),
 * PHP_EXTENSIONS what composer.json requires, PHP_COVERAGE a driver. Packages come from the archives of PHP's Debian
 * maintainer, whose signatures apt checks; Composer's installer is checked against the publisher's checksum.
 */
export const phpScript = `set -eu
wanted=$(printf '%s' "\${TOOLCHAIN_VERSION:-}" | cut -d. -f1-2)
extensions=$(printf '%s %s' "\${PHP_EXTENSIONS:-}" "\${PHP_COVERAGE:-}")
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}
apt_install() {
  as_root apt-get update -q
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends "$@"
}
has_wanted() {
  command -v php >/dev/null 2>&1 || return 1
  [ -z "$wanted" ] || [ "$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')" = "$wanted" ]
}
add_archive() {
  apt_install ca-certificates curl
  # shellcheck disable=SC1091
  . /etc/os-release
  if [ "$ID" = ubuntu ]; then
    apt_install software-properties-common
    as_root add-apt-repository -y ppa:ondrej/php
    return
  fi
  work=$(mktemp -d)
  curl -fsSL https://packages.sury.org/php/apt.gpg -o "$work/php.gpg"
  echo "deb [signed-by=/usr/share/keyrings/php.gpg] https://packages.sury.org/php/ $VERSION_CODENAME main" >"$work/php.list"
  as_root install -m 644 "$work/php.gpg" /usr/share/keyrings/php.gpg
  as_root install -m 644 "$work/php.list" /etc/apt/sources.list.d/php.list
}
package_of() {
  case "$1" in
    dom | simplexml | xmlreader | xmlwriter) echo xml ;;
    mysqli | pdo_mysql) echo mysql ;;
    pdo_pgsql) echo pgsql ;;
    pdo_sqlite) echo sqlite3 ;;
    *) echo "$1" ;;
  esac
}
is_loaded() {
  php -m | tr '[:upper:]' '[:lower:]' | grep -qxE "(zend )?$1"
}
if ! has_wanted && [ -n "$wanted" ] && command -v brew >/dev/null 2>&1; then
  brew install "shivammathur/php/php@$wanted"
  brew link --overwrite --force "shivammathur/php/php@$wanted"
fi
if ! has_wanted; then
  if [ -z "$wanted" ] || ! command -v apt-get >/dev/null 2>&1; then
    echo "This machine has no PHP \${wanted:-at all}, and no apt to install it. Use an image such as php:\${wanted:-8.4}-cli." >&2
    exit 1
  fi
  add_archive
  apt_install "php$wanted-cli" "php$wanted-curl" "php$wanted-mbstring" "php$wanted-xml" "php$wanted-zip"
  as_root update-alternatives --set php "/usr/bin/php$wanted"
fi
for extension in $extensions; do
  is_loaded "$extension" && continue
  if command -v docker-php-ext-install >/dev/null 2>&1; then
    as_root docker-php-ext-install "$extension" ||
      { as_root pecl install "$extension" && as_root docker-php-ext-enable "$extension"; }
  elif command -v apt-get >/dev/null 2>&1; then
    line=$(php -r 'echo PHP_MAJOR_VERSION, ".", PHP_MINOR_VERSION;')
    apt_install "php$line-$(package_of "$extension")"
  fi
  is_loaded "$extension" || { echo "PHP has no extension $extension, and it could not be installed." >&2; exit 1; }
done
if ! command -v unzip >/dev/null 2>&1 && command -v apt-get >/dev/null 2>&1; then apt_install git unzip; fi
if ! command -v composer >/dev/null 2>&1; then
  work=$(mktemp -d)
  curl -fsSL https://getcomposer.org/installer -o "$work/setup.php"
  expected=$(curl -fsSL https://composer.github.io/installer.sig)
  # shellcheck disable=SC2016
  actual=$(php -r 'echo hash_file("sha384", $argv[1]);' "$work/setup.php")
  [ "$expected" = "$actual" ] || { echo "The installer of Composer is not the published one." >&2; exit 1; }
  as_root php "$work/setup.php" --quiet --2 --install-dir=/usr/local/bin --filename=composer
  rm -rf "$work"
fi
php --version
composer --version`;
