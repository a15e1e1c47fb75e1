/** State that lives in the URL, so that a filtered page can be kept, shared and gone back to. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

export type UrlState = Record<string, string | undefined>;

/** Returns the search parameters, and a function that changes some of them; "" and undefined remove one. */
export function useUrlState(): [UrlState, (changes: UrlState) => void] {
  const search = useSearch({ strict: false }) as UrlState;
  const navigate = useNavigate();
  const change = useCallback(
    (changes: UrlState) => {
      void navigate({
        to: ".",
        replace: true,
        search: (former: UrlState) => {
          const merged = { ...former, ...changes };
          return Object.fromEntries(Object.entries(merged).filter(([, value]) => value));
        },
      });
    },
    [navigate],
  );
  return [search, change];
}
