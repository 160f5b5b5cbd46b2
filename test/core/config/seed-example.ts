/** The whole example of the seed's section "Unified Schema", as it is written there. */
export const seedExample = `version = "0.2"

[project]
name = "docspring"
default_runner = "linux-xlarge"

[variables]
RUBY_VERSION = "3.3"
NODE_VERSION = "20"

# Job definitions
[jobs.test]
needs = ["setup"]
matrix = { os = ["ubuntu-22.04"], ruby = ["3.2", "3.3"] }
packages = ["ruby", "node"]  # Auto-installs and caches
steps = [
  { run = "bundle exec rspec" }
]
skip_if = { paths_unmodified = ["app/**", "spec/**"], env = ["SKIP_TESTS"] }

[jobs.build]
needs = ["test"]
packages = ["docker"]
steps = [
  { uses = "docker/build@>=1.1", with = { target = "release", push = false } }
]

# Cache definitions (optional overrides)
[caches.bundler]
paths = ["vendor/bundle"]
key_parts = ["Gemfile.lock", "ruby:{{ ruby_version }}"]

[caches.node_modules]
paths = ["node_modules"]
key_parts = ["package-lock.json", "node:{{ node_version }}"]

# Runner definitions
[runners.linux-small]
github = { runs-on = "ubuntu-latest" }
circleci = { resource_class = "small" }

[runners.linux-xlarge]
github = { runs-on = "ubuntu-latest-8-cores" }
circleci = { resource_class = "xlarge" }

# Provider-specific outputs
[[outputs]]
provider = "github"
path = ".github/workflows/ci.yml"
description = "Main CI workflow"

[[outputs]]
provider = "circleci"
path = ".circleci/config.yml"
description = "CircleCI configuration"
`;
