// What `nx run-many -t build` computes before it starts a task, and nothing after it: nx has no command that
// prints the hashes alone. Run in a workspace, with the path of the nx package as argument.
const { join } = require("node:path");

const nx = (file) => require(join(process.argv[2], "dist/src", file));
process.env.NX_WORKSPACE_ROOT_PATH = process.cwd();

async function main() {
  const { createProjectGraphAsync } = nx("project-graph/project-graph.js");
  const { readNxJson } = nx("config/nx-json.js");
  const { createTaskGraph } = nx("tasks-runner/create-task-graph.js");
  const { createTaskHasher } = nx("hasher/create-task-hasher.js");
  const { hashTasksThatDoNotDependOnOutputsOfOtherTasks } = nx("hasher/hash-task.js");
  const graph = await createProjectGraphAsync();
  const nxJson = readNxJson();
  const projects = Object.keys(graph.nodes).filter((name) => graph.nodes[name].data.targets?.build);
  const tasks = createTaskGraph(graph, {}, projects, ["build"], undefined, {});
  const hasher = createTaskHasher(graph, nxJson, {});
  await hashTasksThatDoNotDependOnOutputsOfOtherTasks(hasher, graph, tasks, nxJson, null);
  const hashes = Object.values(tasks.tasks).map(({ id, hash }) => [id, hash]);
  process.stdout.write(`${JSON.stringify(Object.fromEntries(hashes))}\n`);
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error);
    process.exit(1);
  },
);
