import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** What a repository has: a tag or branch by name, and how the tag is made. */
export interface Made {
  readonly tags?: readonly string[];
  readonly annotated?: readonly string[];
  readonly branches?: readonly string[];
}

export interface GitServer {
  readonly url: string;
  /** The commit of a tag or branch. */
  commit(repository: string, name: string): string;
  /** Makes another commit, and lets a tag stand for it. */
  move(repository: string, tag: string): void;
}

/** Real repositories behind git's own server, `git http-backend`; gone when the test ends. */
export async function gitServer(repositories: Readonly<Record<string, Made>>): Promise<GitServer> {
  const root = mkdtempSync(join(tmpdir(), "cig-git-"));
  const git = (path: string, ...args: string[]) =>
    execFileSync("git", ["-c", "user.name=a", "-c", "user.email=a@example.com", ...args], {
      cwd: join(root, path),
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  const commit = (path: string) => {
    const tree = git(path, "mktree");
    const parent = git(path, "rev-list", "--all", "--max-count=1");
    const made = git(path, "commit-tree", tree, ...(parent ? ["-p", parent] : []), "-m", "one more");
    git(path, "update-ref", "refs/heads/main", made);
    return made;
  };
  for (const [path, { tags = [], annotated = [], branches = [] }] of Object.entries(repositories)) {
    mkdirSync(join(root, path), { recursive: true });
    git(path, "init", "--quiet", "--bare", "--initial-branch=main");
    for (const tag of tags) git(path, "tag", tag, commit(path));
    for (const tag of annotated) git(path, "tag", "--annotate", "--message", "release", tag, commit(path));
    for (const branch of branches) git(path, "branch", branch, commit(path));
  }
  const server = createServer((request, response) => {
    const { pathname, search } = new URL(request.url ?? "/", "http://localhost");
    const backend = spawn("git", ["http-backend"], {
      env: {
        PATH: process.env.PATH,
        GIT_PROJECT_ROOT: root,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: pathname,
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers["content-type"] ?? "",
        GIT_PROTOCOL: String(request.headers["git-protocol"] ?? ""),
        REMOTE_ADDR: "127.0.0.1",
      },
      stdio: ["pipe", "pipe", "ignore"],
    });
    request.pipe(backend.stdin);
    const pieces: Buffer[] = [];
    backend.stdout.on("data", (piece: Buffer) => pieces.push(piece));
    backend.on("close", () => {
      const answer = Buffer.concat(pieces);
      const end = answer.indexOf("\r\n\r\n");
      const headers = answer.toString("latin1", 0, end).split("\r\n");
      const status = Number(/^Status: (\d+)/m.exec(headers.join("\n"))?.[1] ?? 200);
      for (const [, key, value] of headers.flatMap((line) => [...line.matchAll(/^([\w-]+): (.*)$/g)]))
        if (key !== "Status") response.setHeader(key!, value!);
      response.writeHead(status).end(answer.subarray(end + 4));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    rmSync(root, { recursive: true, force: true });
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    commit: (path, name) => git(path, "rev-parse", `${name}^{commit}`),
    move: (path, tag) => void git(path, "tag", "--force", tag, commit(path)),
  };
}
