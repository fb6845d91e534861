/** Text that both databases can store: neither accepts NUL, so U+FFFD replaces it. */
export function storableText(text: string): string {
  return text.replaceAll('\0', '\uFFFD');
}

/**
 * A column of a table.
 *
 * @typeParam Value its values in a record
 * @typeParam Stored its values in the database
 */
export interface Column<Value, Stored, IsOptional extends boolean> {
  /** Whether a record may lack it; the database has null then. */
  readonly isOptional: IsOptional;
  /** Absent if values are stored as they are. */
  write?(value: Value): Stored;
  /** Absent if stored values are read as they are. */
  read?(stored: Stored): Value;
}

/** Text. */
export function text<Text extends string = string>(): Column<Text, Text, false> {
  return { isOptional: false, write: (value) => storableText(value) as Text };
}

/** A whole number. */
export function integer(): Column<number, number, false> {
  return { isOptional: false };
}

/** A value that is stored as JSON. */
export function json<Value>(): Column<Value, string, false> {
  return { isOptional: false, write: (value) => JSON.stringify(value), read: (stored) => JSON.parse(stored) as Value };
}

/** A column whose values a record may lack. */
export function optional<Value, Stored>(column: Column<Value, Stored, false>): Column<Value, Stored, true> {
  return { ...column, isOptional: true };
}

type AnyColumn = Column<unknown, unknown, boolean>;
type Columns = Readonly<Record<string, AnyColumn>>;
/** Flattens an intersection of object types, for readable compiler messages. */
type Flat<Type> = { [Name in keyof Type]: Type[Name] };
type ValueOf<One> = One extends Column<infer Value, unknown, boolean> ? Value : never;
type StoredOf<One> =
  One extends Column<unknown, infer Stored, infer IsOptional>
    ? Stored | (IsOptional extends true ? null : never)
    : never;

/** Columns that are, or are not, optional. */
type Named<All, IsOptional extends boolean> = {
  [Name in keyof All as All[Name] extends { readonly isOptional: IsOptional } ? Name : never]: All[Name];
};

/** The records of a table. */
export type RecordOf<One> =
  One extends Table<infer All>
    ? Flat<
        { readonly [Name in keyof Named<All, false>]: ValueOf<All[Name]> } & {
          readonly [Name in keyof Named<All, true>]?: ValueOf<All[Name]>;
        }
      >
    : never;

/** The rows of a table. */
export type RowOf<One> = One extends Table<infer All> ? { [Name in keyof All]: StoredOf<All[Name]> } : never;

/** The columns of a table, by which its records are written and read. */
export class Table<All extends Columns> {
  private readonly entries: readonly (readonly [name: string, column: AnyColumn])[];
  /** The columns whose values in a row and in its record may differ. */
  private readonly converted: readonly (readonly [name: string, column: AnyColumn])[];

  constructor(private readonly columns: All) {
    this.entries = Object.entries(columns);
    this.converted = this.entries.filter(([, column]) => column.isOptional || 'read' in column);
  }

  /** Names of the columns. */
  get names(): (keyof All & string)[] {
    return Object.keys(this.columns);
  }

  /** Some of the columns, for queries that do not need all. */
  only<Name extends keyof All & string>(...names: readonly Name[]): Table<Pick<All, Name>> {
    return new Table(Object.fromEntries(names.map((name) => [name, this.columns[name]])) as Pick<All, Name>);
  }

  /** The row of a record. */
  row(record: RecordOf<Table<All>>): RowOf<Table<All>> {
    const values = record as Readonly<Record<string, unknown>>;
    const row: Record<string, unknown> = {};
    for (const [name, column] of this.entries) {
      const value = values[name];
      row[name] = value === undefined ? null : column.write ? column.write(value) : value;
    }
    return row as RowOf<Table<All>>;
  }

  /** The record of a row: the same object, because platforms query often. */
  record(row: RowOf<Table<All>>): RecordOf<Table<All>> {
    const values = row as Record<string, unknown>;
    for (const [name, column] of this.converted) {
      const stored = values[name];
      if (stored === null) values[name] = undefined;
      else if (column.read) values[name] = column.read(stored);
    }
    return values as RecordOf<Table<All>>;
  }
}
