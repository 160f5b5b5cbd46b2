// A bucket that speaks as much of S3 as caches need, on loopback, until standard input ends. It writes its port. Every
// request is signed again by Amazon's own client, with the key of CIG_TEST_KEY_ID and CIG_TEST_KEY, and refused where
// that comes to another signature. Lists have two objects a page.
import { createServer } from "node:http";
import { S3Client } from "@aws-sdk/client-s3";

const region = "eu-central-1";
const credentials = { accessKeyId: process.env.CIG_TEST_KEY_ID, secretAccessKey: process.env.CIG_TEST_KEY };
const client = new S3Client({ region, credentials });
const objects = new Map();
let ticks = 0;

const server = createServer((request, response) => {
  const parts = [];
  request.on("data", (part) => parts.push(part));
  request.on("end", async () => {
    const { status, body = "" } = await answer(request, Buffer.concat(parts));
    response.writeHead(status).end(body);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit()).resume();

async function answer(request, body) {
  const url = new URL(request.url, "http://127.0.0.1");
  if (!(await isSigned(request, url))) return { status: 403, body: "<Code>SignatureDoesNotMatch</Code>" };
  const [, bucket, ...rest] = url.pathname.split("/");
  const name = rest.join("/");
  if (bucket !== "acme-ci") return { status: 404 };
  if (request.method === "PUT") {
    objects.set(name, { body, time: new Date(Date.UTC(2026, 0, 1, 0, 0, ticks++)).toISOString() });
    return { status: 200 };
  }
  if (name !== "") return objects.has(name) ? { status: 200, body: objects.get(name).body } : { status: 404 };
  return {
    status: 200,
    body: list(url.searchParams.get("prefix"), url.searchParams.get("start-after") ?? ""),
  };
}

function list(prefix, after) {
  const names = [...objects.keys()].sort().filter((name) => name.startsWith(prefix) && name > after);
  const page = names.slice(0, 2);
  const rows = page.map(
    (name) =>
      `<Contents><Key>${name}</Key><LastModified>${objects.get(name).time}</LastModified><Size>1</Size></Contents>`,
  );
  return `<?xml version="1.0"?><ListBucketResult><Prefix>${prefix}</Prefix><IsTruncated>${names.length > 2}</IsTruncated>${rows.join("")}</ListBucketResult>`;
}

async function isSigned({ method, headers }, url) {
  const named = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "")?.[1]?.split(";") ?? [];
  const signer = await client.config.signer({ name: "sigv4", signingName: "s3", signingRegion: region });
  const time = String(headers["x-amz-date"]).replace(/^(....)(..)(..T..)(..)(..Z)$/, "$1-$2-$3:$4:$5");
  const again = await signer.sign(
    {
      method,
      protocol: "http:",
      hostname: url.hostname,
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: Object.fromEntries(named.map((name) => [name, headers[name]])),
    },
    { signingDate: new Date(time), signingRegion: region, signingService: "s3" },
  );
  return again.headers.authorization === headers.authorization;
}
