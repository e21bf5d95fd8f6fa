import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { AdapterFactory } from './adapter.mjs';
import { loadSchemaEngine } from './wasm.mjs';

export class Engine {
  /** @param {{ datamodels: [string, string][] | undefined, url: string }} options */
  constructor({ datamodels, url }) {
    this.datamodels = datamodels;
    this.factory = new AdapterFactory(url);
  }
  async open() {
    const SchemaEngine = await loadSchemaEngine();
    await this.factory.connect();
    return SchemaEngine.new(
      { datamodels: this.datamodels },
      line => process.env.DEBUGX && process.stderr.write(line),
      bindMigrationAwareSqlAdapterFactory(this.factory),
    );
  }
  async call(method, params) {
    this.engine ??= await this.open();
    if (method === 'getDatabaseVersion') method = 'version';
    return this.engine[method](params);
  }
  async close() {
    await this.factory.close();
  }
}
