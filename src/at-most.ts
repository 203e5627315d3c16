/** Resolves when `work` does, at the latest after so many milliseconds. `work` must not reject. */
export async function atMost(milliseconds: number, work: Promise<void>): Promise<void> {
  let late: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    late = setTimeout(resolve, milliseconds);
  });
  await Promise.race([work, timeout]);
  clearTimeout(late);
}
