/** A spool for browsers. Several pages of an origin may share one: each sends its own, and what closed pages left. */

import { newId } from "./ids.js";
import type { Spool } from "./spool.js";

const STORE = "messages";

interface Row {
  readonly batch: string;
  readonly owner: string;
  readonly text: string;
}

/**
 * Keeps messages in IndexedDB.
 *
 * A page holds a Web Lock of its own while it lives: by it others see that its batches are still being filled. Where two
 * pages take over the same batch, both send the same messages under the same key, which are taken once.
 */
export class IndexedDbSpool implements Spool {
  readonly #name: string;
  readonly #owner = newId();
  #database: Promise<IDBDatabase> | undefined;
  #release: () => void = () => undefined;

  /** @param name of the database; one for each application that the page sends for. */
  constructor(name = "nexus-spool") {
    this.#name = name;
  }

  async left(): Promise<readonly string[]> {
    const store = (await this.#open()).transaction(STORE).objectStore(STORE);
    const rows = await result(store.getAll() as IDBRequest<Row[]>);
    const living = await this.#living();
    return [...new Set(rows.filter((row) => !living.has(row.owner)).map((row) => row.batch))].sort();
  }

  async read(batch: string): Promise<readonly string[]> {
    const index = (await this.#open()).transaction(STORE).objectStore(STORE).index("batch");
    return (await result(index.getAll(batch) as IDBRequest<Row[]>)).map((row) => row.text);
  }

  async append(batch: string, messages: readonly string[]): Promise<void> {
    const transaction = (await this.#open()).transaction(STORE, "readwrite", { durability: "strict" });
    for (const text of messages) transaction.objectStore(STORE).add({ batch, owner: this.#owner, text } satisfies Row);
    await completed(transaction);
  }

  async remove(batch: string): Promise<void> {
    const transaction = (await this.#open()).transaction(STORE, "readwrite", { durability: "strict" });
    const store = transaction.objectStore(STORE);
    for (const key of await result(store.index("batch").getAllKeys(batch))) store.delete(key);
    await completed(transaction);
  }

  async close(): Promise<void> {
    (await this.#database)?.close();
    this.#database = undefined;
    this.#release();
  }

  #open(): Promise<IDBDatabase> {
    return (this.#database ??= this.#start().catch((error: unknown) => {
      this.#database = undefined;
      throw error;
    }));
  }

  async #start(): Promise<IDBDatabase> {
    await this.#holdLock();
    const request = indexedDB.open(this.#name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(STORE, { autoIncrement: true }).createIndex("batch", "batch");
    };
    const database = await result(request);
    database.onversionchange = () => { database.close(); };
    return database;
  }

  #holdLock(): Promise<void> {
    const locks = locksOf();
    if (locks === undefined) return Promise.resolve();
    return new Promise((held, failed) => {
      const whileHeld = (): Promise<void> => {
        held();
        return new Promise((release) => { this.#release = release; });
      };
      locks.request(this.#lockOf(this.#owner), whileHeld).catch(failed);
    });
  }

  async #living(): Promise<ReadonlySet<string>> {
    const held = (await locksOf()?.query())?.held ?? [];
    const prefix = this.#lockOf("");
    const names = held.map((lock) => lock.name ?? "").filter((name) => name.startsWith(prefix));
    return new Set([this.#owner, ...names.map((name) => name.slice(prefix.length))]);
  }

  #lockOf(owner: string): string {
    return `nexus-spool ${this.#name} ${owner}`;
  }
}

/** Pages over plain HTTP have no locks; types claim that all have. */
function locksOf(): LockManager | undefined {
  return (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
}

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => { resolve(request.result); };
    request.onerror = () => { reject(request.error ?? new Error("IndexedDB failed")); };
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => { resolve(); };
    const failed = (): void => { reject(transaction.error ?? new Error("IndexedDB gave the transaction up")); };
    transaction.onerror = failed;
    transaction.onabort = failed;
  });
}
