/** How answers of the API are kept: shown at once when one comes back to a page, and asked for again behind it. */
import { QueryClient } from "@tanstack/react-query";
import { Problem } from "./problem";

function isWorthAnotherTry(failures: number, error: unknown): boolean {
  return failures < 2 && error instanceof Problem && (error.status === 0 || error.status >= 502);
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: 5_000, retry: isWorthAnotherTry, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
