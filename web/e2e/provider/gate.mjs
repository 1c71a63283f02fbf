// Stands in front of an OpenID provider, and is what everybody knows as the provider, so that one command takes it away
// and brings it back: nobody answers (`down`), nobody says a word (`hang`), all is well (`up`).
//
//   node gate.mjs --listen 127.0.0.1:PORT --to 127.0.0.1:PORT --control 127.0.0.1:PORT
import { createServer } from "node:http";
import { connect, createServer as createRelay } from "node:net";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: { listen: { type: "string" }, to: { type: "string" }, control: { type: "string" } },
});

function address(text) {
  const [host, port] = (text ?? "").split(":");
  if (!host || !port) throw new Error("an address is HOST:PORT");
  return { host, port: Number(port) };
}

const sockets = new Set();
let hanging = false;

const relay = createRelay((client) => {
  sockets.add(client);
  client.on("close", () => sockets.delete(client));
  // Whoever hangs up early is no trouble of ours.
  client.on("error", () => client.destroy());
  if (hanging) return;
  const provider = connect(address(values.to));
  provider.on("error", () => client.destroy());
  client.on("close", () => provider.destroy());
  provider.on("close", () => client.destroy());
  client.pipe(provider).pipe(client);
});

function hangUp() {
  for (const socket of sockets) socket.destroy();
}

const commands = {
  async up() {
    hanging = false;
    hangUp();
    if (!relay.listening) await new Promise((done) => relay.listen(address(values.listen), done));
  },
  async hang() {
    hanging = true;
    hangUp();
  },
  async down() {
    if (!relay.listening) return;
    const closed = new Promise((done) => relay.close(done));
    hangUp();
    await closed;
  },
};

const control = createServer(async (request, response) => {
  const command = commands[(request.url ?? "/").slice(1)];
  if (request.method !== "POST" || command === undefined) {
    response.writeHead(404).end();
    return;
  }
  await command();
  response.writeHead(204).end();
});

await commands.up();
control.listen(address(values.control));
