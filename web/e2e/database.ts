import pg from "pg";
import { demo } from "./demo";

// float8 as the double it is, and int8 as a number: nothing here counts past 2^53.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** The tenants' zone in the demo. */
export const zone = "Africa/Johannesburg";

/** One of the demo's databases, asked as its owner: the other side of every comparison. */
export class Database {
  private constructor(private readonly client: pg.Client) {}

  static async open(name: "central" | "tenant-alpha" | "tenant-beta"): Promise<Database> {
    const url =
      name === "central"
        ? demo.central_database_url
        : demo.tenants.find(({ id }) => id === name)?.database_url;
    if (url === undefined) throw new Error(`the demo has no database of ${name}`);
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return new Database(client);
  }

  async rows<Row extends object>(sql: string, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>(sql, values)).rows;
  }

  async one<Row extends object>(sql: string, values: unknown[] = []): Promise<Row> {
    const [row] = await this.rows<Row>(sql, values);
    if (row === undefined) throw new Error(`no row: ${sql}`);
    return row;
  }

  /** Midnight in the tenants' zone, `daysAgo` days before today's. */
  async midnight(daysAgo: number): Promise<Date> {
    const sql = `select (date_trunc('day', now() at time zone $1) - make_interval(days => $2)) at time zone $1 as at`;
    return (await this.one<{ at: Date }>(sql, [zone, daysAgo])).at;
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
