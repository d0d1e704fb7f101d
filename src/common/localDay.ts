/** The day in local time, as people think of it: "2026-11-22". */
export function localDay(date: Date): string {
  const two = (figure: number): string => String(figure).padStart(2, '0');
  return `${String(date.getFullYear())}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
