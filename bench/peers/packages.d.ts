// What is used of the packages in bench/peers/package.json. They are installed by the first run that needs them, so the project is
// type-checked without them; these declarations stand in for theirs.

declare module '@duckdb/node-api' {
  type Reader = { getRowObjectsJson(): Record<string, unknown>[] }
  type Connection = { run(sql: string): Promise<unknown>; runAndReadAll(sql: string): Promise<Reader>; closeSync(): void }
  export class DuckDBInstance {
    static create(path: string, options?: Record<string, string>): Promise<DuckDBInstance>
    connect(): Promise<Connection>
    closeSync(): void
  }
}

declare module 'echarts' {
  type Chart = { setOption(option: object): void; renderToSVGString(): string; dispose(): void }
  export function init(dom: null, theme: null, options: { renderer: 'svg'; ssr: true; width: number; height: number }): Chart
}
