/** How people write the name of a tool or a service: "postgres" → "PostgreSQL"; by default with a capital letter. */
export function displayName(name: string): string {
  const special = spellings.get(name.toLowerCase());
  if (special !== undefined) return special;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Names that are not spelt with one capital letter in front. Only for the eye: nothing is decided by them. */
const spellings = new Map<string, string>([
  ["activemq", "ActiveMQ"],
  ["aspnetcore", "ASP.NET Core"],
  ["bun", "Bun"],
  ["clickhouse", "ClickHouse"],
  ["cockroachdb", "CockroachDB"],
  ["dotnet", ".NET"],
  ["dynamodb", "DynamoDB"],
  ["fastapi", "FastAPI"],
  ["graphql", "GraphQL"],
  ["mailhog", "MailHog"],
  ["mariadb", "MariaDB"],
  ["minio", "MinIO"],
  ["mongodb", "MongoDB"],
  ["mysql", "MySQL"],
  ["nats", "NATS"],
  ["nestjs", "NestJS"],
  ["nextjs", "Next.js"],
  ["npm", "npm"],
  ["nuget", "NuGet"],
  ["opensearch", "OpenSearch"],
  ["pdm", "PDM"],
  ["php", "PHP"],
  ["pip", "pip"],
  ["pnpm", "pnpm"],
  ["postgres", "PostgreSQL"],
  ["postgresql", "PostgreSQL"],
  ["rabbitmq", "RabbitMQ"],
  ["uv", "uv"],
  ["yarn", "Yarn"],
]);
