/** A JSON object. */
export type Body = Record<string, unknown>;

/** A resource in its JSON form, as it was sent, plus what the server sets. */
export interface Resource extends Body {
  name: string;
}

/** Resources held at once: a script in a loop must not fill the memory. */
const MAX_RESOURCES = 10_000;

/** All resources of the server, by name. */
export class Resources {
  readonly #byName = new Map<string, Resource>();
  readonly #listeners: ((name: string) => void)[] = [];

  constructor(saved: readonly Resource[] = []) {
    for (const resource of saved) this.#byName.set(resource.name, resource);
  }

  get(name: string): Resource | undefined {
    return this.#byName.get(name);
  }

  /** The direct children of a collection such as `projects/p/alertPolicies`, in the order of creation. */
  list(collection: string): Resource[] {
    const prefix = `${collection}/`;
    return this.all().filter(
      ({ name }) => name.startsWith(prefix) && !name.slice(prefix.length).includes('/'),
    );
  }

  /** Every resource of one kind such as alertPolicies, whatever its project. */
  ofKind(kind: string): Resource[] {
    return this.all().filter(({ name }) => name.split('/').at(-2) === kind);
  }

  put(resource: Resource): void {
    this.#byName.set(resource.name, resource);
    this.#tell(resource.name);
  }

  delete(name: string): boolean {
    const deleted = this.#byName.delete(name);
    if (deleted) this.#tell(name);
    return deleted;
  }

  /** Calls back with the name of a resource after it was put or deleted. */
  onChange(listener: (name: string) => void): void {
    this.#listeners.push(listener);
  }

  get full(): boolean {
    return this.#byName.size >= MAX_RESOURCES;
  }

  all(): Resource[] {
    return [...this.#byName.values()];
  }

  #tell(name: string): void {
    for (const listener of this.#listeners) listener(name);
  }
}
