/** What stands for GitLab's own variables in cig.toml. Values that differ have the reason beside them. */
export interface Predefined {
  readonly text: string;
  /** How the value differs from GitLab's. */
  readonly differs?: string;
}

const fixed: Readonly<Record<string, Predefined>> = {
  CI_COMMIT_SHA: { text: "{{ git.sha }}" },
  CI_COMMIT_REF_NAME: { text: "{{ git.branch }}{{ git.tag }}" },
  CI_COMMIT_BRANCH: { text: "{{ git.branch }}" },
  CI_COMMIT_TAG: { text: "{{ git.tag }}" },
  CI_DEFAULT_BRANCH: { text: "{{ git.default_branch }}" },
  CI_COMMIT_REF_SLUG: {
    text: "{{ git.branch }}{{ git.tag }}",
    differs: "is the name itself: not in small letters, and with its slashes",
  },
  CI_COMMIT_SHORT_SHA: {
    text: "{{ git.sha }}",
    differs: "has all characters of the commit id instead of eight",
  },
  CI_PIPELINE_ID: { text: "{{ run.id }}" },
  CI_PIPELINE_IID: { text: "{{ run.number }}" },
  CI_PIPELINE_URL: { text: "{{ run.url }}" },
  CI_PIPELINE_SOURCE: {
    text: "{{ run.event }}",
    differs: "says `pull_request` for `merge_request_event`, and `manual` for `web`",
  },
  CI_JOB_ID: { text: "{{ run.id }}", differs: "is the number of the run, which all of its jobs share" },
  CI_JOB_URL: { text: "{{ run.url }}", differs: "is the page of the run" },
  CI_PROJECT_DIR: { text: "{{ workspace }}" },
  CI_MERGE_REQUEST_IID: { text: "{{ pr.number }}" },
  CI_MERGE_REQUEST_TITLE: { text: "{{ pr.title }}" },
  CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: { text: "{{ pr.head_branch }}" },
  CI_MERGE_REQUEST_TARGET_BRANCH_NAME: { text: "{{ pr.base_branch }}" },
  GITLAB_USER_LOGIN: { text: "{{ run.actor }}" },
  GITLAB_USER_NAME: { text: "{{ run.actor }}", differs: "is the login" },
  CI_NODE_INDEX: { text: "{{ shard.number }}" },
  CI_NODE_TOTAL: { text: "{{ shard.total }}" },
};

/** What GitLab alone knows, or the settings of a project; the value is gitlab.com's where it has one. */
const settings: Readonly<Record<string, string>> = {
  CI_API_V4_URL: "https://gitlab.com/api/v4",
  CI_DEPENDENCY_PROXY_DIRECT_GROUP_IMAGE_PREFIX: "gitlab.com:443/group/dependency_proxy/containers",
  CI_DEPENDENCY_PROXY_GROUP_IMAGE_PREFIX: "gitlab.com:443/group/dependency_proxy/containers",
  CI_DEPENDENCY_PROXY_SERVER: "gitlab.com:443",
  CI_PAGES_URL: "https://group.gitlab.io/project",
  CI_PROJECT_ID: "1",
  CI_PROJECT_NAME: "project",
  CI_PROJECT_NAMESPACE: "group",
  CI_PROJECT_PATH: "group/project",
  CI_PROJECT_PATH_SLUG: "group-project",
  CI_PROJECT_TITLE: "project",
  CI_PROJECT_URL: "https://gitlab.com/group/project",
  CI_REGISTRY: "registry.gitlab.com",
  CI_REGISTRY_IMAGE: "registry.gitlab.com/group/project",
  CI_REPOSITORY_URL: "https://gitlab.com/group/project.git",
  CI_SERVER_HOST: "gitlab.com",
  CI_SERVER_URL: "https://gitlab.com",
  CI_TEMPLATE_REGISTRY_HOST: "registry.gitlab.com",
};

/** What the variable is in the job, or undefined where nothing of cig's stands for it. */
export function predefined(
  name: string,
  job: { readonly name: string; readonly stage: string },
): Predefined | undefined {
  if (name === "CI_JOB_NAME") return { text: job.name };
  if (name === "CI_JOB_STAGE") return { text: job.stage };
  if (name === "CI" || name === "GITLAB_CI") return { text: "true" };
  return Object.hasOwn(fixed, name) ? fixed[name] : undefined;
}

/** What stands in for a value that only the project's settings have; the name where nothing is known. */
export function standInFor(name: string): string {
  return Object.hasOwn(settings, name) ? settings[name]! : name;
}

export function isSetting(name: string): boolean {
  return Object.hasOwn(settings, name);
}

/** Set by the shell or the machine, and nobody's secret. */
export const ofShell: ReadonlySet<string> = new Set(
  "BASH BASH_SOURCE BASH_VERSION CI COLUMNS EUID FUNCNAME HOME HOSTNAME HOSTTYPE IFS LANG LC_ALL LINENO LINES LOGNAME MACHTYPE OLDPWD OPTARG OPTIND OSTYPE PATH PIPESTATUS PPID PS1 PS4 PWD RANDOM REPLY SECONDS SHELL SHLVL TERM TMPDIR UID USER USERNAME WINDIR APPDATA LOCALAPPDATA USERPROFILE TEMP TMP LASTEXITCODE NF NR FS OFS NVM_DIR JAVA_HOME GOPATH".split(
    " ",
  ),
);
