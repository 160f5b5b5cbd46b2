import { directoryOf, type FileIndex, joinPath, jsonAt, jsonTextAt, nameOf } from "cig/sdk";
import { type Manifest, type Required, readManifest } from "./composer.ts";
import type { Script } from "./scripts.ts";

/** A program below vendor/bin, the packages that bring it, and how it is started. */
interface Tool {
  readonly task: string;
  readonly packages: readonly string[];
  /** After the folder of programs. */
  readonly command: string;
  /** Files that configure it; the first that exists counts. */
  readonly configs: readonly string[];
}

/** In the order in which they win within a task. */
const tools: readonly Tool[] = [
  {
    task: "test",
    packages: ["pestphp/pest"],
    command: "pest",
    configs: ["tests/Pest.php", "phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml"],
  },
  {
    task: "test",
    packages: ["phpunit/phpunit"],
    command: "phpunit",
    configs: ["phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml"],
  },
  {
    task: "test",
    packages: ["symfony/phpunit-bridge"],
    command: "simple-phpunit",
    configs: ["phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml"],
  },
  {
    task: "lint",
    packages: ["friendsofphp/php-cs-fixer", "php-cs-fixer/shim"],
    command: "php-cs-fixer fix --dry-run --diff",
    configs: [".php-cs-fixer.php", ".php-cs-fixer.dist.php"],
  },
  {
    task: "lint",
    packages: ["squizlabs/php_codesniffer"],
    command: "phpcs",
    configs: ["phpcs.xml", "phpcs.xml.dist", ".phpcs.xml", ".phpcs.xml.dist"],
  },
  {
    task: "lint",
    packages: ["symplify/easy-coding-standard"],
    command: "ecs check",
    configs: ["ecs.php"],
  },
  { task: "lint", packages: ["laravel/pint"], command: "pint --test", configs: ["pint.json"] },
  {
    task: "typecheck",
    packages: ["phpstan/phpstan", "larastan/larastan", "nunomaduro/larastan"],
    command: "phpstan analyse",
    configs: ["phpstan.neon", "phpstan.neon.dist", "phpstan.dist.neon"],
  },
  {
    task: "typecheck",
    packages: ["vimeo/psalm"],
    command: "psalm",
    configs: ["psalm.xml", "psalm.xml.dist"],
  },
  {
    task: "format",
    packages: ["friendsofphp/php-cs-fixer", "php-cs-fixer/shim"],
    command: "php-cs-fixer fix",
    configs: [".php-cs-fixer.php", ".php-cs-fixer.dist.php"],
  },
  { task: "format", packages: ["laravel/pint"], command: "pint", configs: ["pint.json"] },
];

/**
 * What can be run after `composer install`: tools among the dependencies. One that has no configuration would have to
 * be told what to look at, so it is no more than a guess; Pint has sensible defaults, but many keep it for their editor.
 */
export function toolScripts(files: FileIndex, manifest: Manifest): Script[] {
  const { directory, binDirectory } = manifest;
  const apart = binManifests(files, manifest);
  return [
    ...tools.flatMap(({ task, packages, command, configs }) => {
      const required = firstOf(manifest, packages);
      const own = required ? undefined : apart.find((one) => firstOf(one, packages));
      if (!required && !own) return [];
      const config = configs.map((name) => joinPath(directory, name)).find((path) => files.has(path));
      const asking = required ? manifest : own!;
      const place =
        config === undefined
          ? { file: asking.file, line: firstOf(asking, packages)!.line }
          : { file: config, line: 0 };
      const install = own ? `composer bin ${nameOf(own.directory)} install && ` : "";
      const confidence = config === undefined ? 0.5 : own ? 0.9 : 1;
      return [{ task, command: `${install}${binDirectory}/${command}`, confidence, ...place }];
    }),
    ...symfonyTests(files, manifest),
    ...prepareLaravel(files, manifest),
  ];
}

/** Tools with dependencies of their own, which a plugin of Composer installs one by one and links among the programs. */
function binManifests(files: FileIndex, { directory, node, packages }: Manifest): Manifest[] {
  const options = jsonAt(node, "extra", "bamarni-bin");
  if (!packages.has("bamarni/composer-bin-plugin") || jsonAt(options, "bin-links")?.value === false)
    return [];
  const folder = joinPath(directory, jsonTextAt(options, "target-directory") ?? "vendor-bin");
  return files.paths
    .filter(
      (path) =>
        path.startsWith(`${folder}/`) && /^[\w-]+\/composer\.json$/.test(path.slice(folder.length + 1)),
    )
    .flatMap((path) => readManifest(files, directoryOf(path)).manifest ?? []);
}

/** Symfony's own launcher, where the project has no PHPUnit among its packages. */
function symfonyTests(files: FileIndex, { directory }: Manifest): Script[] {
  const file = joinPath(directory, "bin/phpunit");
  return files.has(file)
    ? [{ task: "test", command: "php bin/phpunit", file, line: 0, confidence: 0.7 }]
    : [];
}

/** Laravel's tests need a key, which a fresh checkout has only when the tests' own settings bring one. */
function prepareLaravel(files: FileIndex, { directory, packages }: Manifest): Script[] {
  const has = (name: string) => files.has(joinPath(directory, name));
  const isLaravel = packages.has("laravel/framework") && has("artisan") && has(".env.example");
  const configs = ["phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml"];
  const hasKey = configs.some((name) => /"APP_KEY"/.test(files.text(joinPath(directory, name)) ?? ""));
  if (!isLaravel || hasKey || has(".env") || has(".env.testing")) return [];
  const file = joinPath(directory, ".env.example");
  const command = "cp .env.example .env && php artisan key:generate";
  return [{ task: "prepare", command, file, line: 0, confidence: 0.8 }];
}

function firstOf({ packages }: Manifest, names: readonly string[]): Required | undefined {
  return names.map((name) => packages.get(name)).find((required) => required !== undefined);
}
