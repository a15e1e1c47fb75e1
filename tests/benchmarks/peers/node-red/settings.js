// Node-RED without its editor: one flow, and a pool of connections that its function takes from the global context.
const path = require("node:path");
const { Pool } = require("pg");

module.exports = {
  uiHost: "127.0.0.1",
  uiPort: Number(process.env.PEER_PORT),
  userDir: process.env.PEER_FOLDER,
  flowFile: path.join(__dirname, "flow.json"),
  disableEditor: true,
  credentialSecret: false,
  logging: { console: { level: "error" } },
  telemetry: { enabled: false },
  functionGlobalContext: { pool: new Pool({ connectionString: process.env.PEER_DATABASE, max: 16 }) },
};
