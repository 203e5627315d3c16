/** A module of the application as it ships; `path` is relative to `dist/`. */
export const compiled = async <T>(path: string): Promise<T> =>
  (await import(new URL(`../../dist/${path}`, import.meta.url).href)) as T;
