// Does with npm's hdb what the tests expect, and prints what came of it as JSON.
import hdb from "hdb";
import iconv from "iconv-lite";
import { promisify } from "node:util";

const settings = JSON.parse(process.argv[2]);
const client = hdb.createClient(settings);
const connect = promisify(client.connect.bind(client));
const exec = promisify(client.exec.bind(client));
const prepare = promisify(client.prepare.bind(client));

async function execute(sql, rows) {
  const statement = await prepare(sql);
  const done = await promisify(statement.exec.bind(statement))(rows);
  await promisify(statement.drop.bind(statement))();
  return done;
}

async function codeOf(sql) {
  try {
    await exec(sql);
  } catch (error) {
    return error.code;
  }
  return 0;
}

await connect();
await exec(`SET SCHEMA ${settings.schema}`);
await exec(
  "CREATE TABLE typed (id INTEGER PRIMARY KEY, t TINYINT, b BIGINT, d DECIMAL(38, 12), f DOUBLE, ok BOOLEAN, " +
    "s NVARCHAR(100), x VARBINARY(10), day DATE, clock TIME, stamp TIMESTAMP, note NCLOB)",
);
const insert = `INSERT INTO typed VALUES (${Array(12).fill("?").join(", ")})`;
const note = "😀é".repeat(50000);
await execute(insert, [
  1, 255, "9223372036854775807", "1234567890123456789012.123456789012", 0.5, true,
  "😀 ü 漢字", Buffer.from([0, 1, 2, 255]), "2024-02-29", "23:59:59", "2024-02-29T13:45:30.123456", Buffer.from(note),
]);
await execute(insert, [2, ...Array(11).fill(null)]);
const [typed, nulls] = await exec("SELECT * FROM typed ORDER BY id");
typed.X = typed.X.toString("hex");
typed.NOTE = iconv.decode(typed.NOTE, "cesu8"); // as all texts travel
typed.OK = Boolean(typed.OK);
typed.STAMP = typed.STAMP.slice(0, 26).replace(" ", "T");

await exec("CREATE TABLE items (id INTEGER PRIMARY KEY, name NVARCHAR(20))");
const rows = Array.from({ length: 95 }, (_, i) => [i, `item ${i}`]);
const counts = await execute("INSERT INTO items VALUES (?, ?)", rows);
const chunks = (await exec("SELECT id FROM items ORDER BY id")).map((row) => row.ID);
const duplicate = await codeOf("INSERT INTO items VALUES (1, 'again')");
const syntax = await codeOf("SELEC 1");
await execute("UPSERT items (id, name) VALUES (?, ?) WITH PRIMARY KEY", [1, "new"]);
const [{ NAME: upserted }] = await exec("SELECT name FROM items WHERE id = 1");

client.setAutoCommit(false);
await exec("DELETE FROM items");
await promisify(client.rollback.bind(client))();
const [rolledBack] = await exec("SELECT COUNT(*) AS n FROM items");
client.end();

const answer = {
  typed,
  nulls: Object.values(nulls).slice(1),
  rows: counts.reduce((sum, count) => sum + count, 0),
  chunks,
  duplicate,
  syntax,
  upserted,
  rolled_back: Number(rolledBack.N),
};
process.stdout.write(JSON.stringify(answer));
