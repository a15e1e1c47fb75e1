/**
 * A list: pages by cursor, sorting (kept in the URL), and the keyboard: arrow keys move between rows, Enter opens one.
 *
 *     const table = usePages(["agents"], (cursor) => client.GET("/api/v1/agents", { params: { query: { cursor } } }));
 *     <DataTable query={table} columns={columns} rowKey={(a) => a.id} onOpen={open} empty={<Empty …/>} />
 */
import { Box, Button, Center, Table, Text, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type UseInfiniteQueryResult, useInfiniteQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useMemo } from "react";
import classes from "./DataTable.module.css";
import { Failed, Loading } from "./States";
import { useUrlState } from "./useUrlState";

export interface Column<T> {
  key: string;
  title: string;
  render: (row: T) => ReactNode;
  /** What the column is sorted by; without it, it cannot be sorted. */
  sortBy?: (row: T) => string | number | null | undefined;
  align?: "left" | "right" | "center";
  width?: number | string;
}

interface Page<T> {
  items: T[];
  next: string | null;
}

export type Pages<T> = UseInfiniteQueryResult<T[], unknown>;

export function usePages<T>(
  key: readonly unknown[],
  ask: (cursor: string | undefined, signal: AbortSignal) => Promise<{ data?: Page<T> }>,
  options: { enabled?: boolean; refetchInterval?: number } = {},
): Pages<T> {
  return useInfiniteQuery({
    queryKey: key,
    queryFn: async ({ pageParam, signal }) => (await ask(pageParam, signal)).data ?? { items: [], next: null },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    select: (data) => data.pages.flatMap((page) => page.items),
    ...options,
  });
}

export function sorted<T>(rows: readonly T[], column: Column<T> | undefined, descending: boolean): readonly T[] {
  const by = column?.sortBy;
  if (!by) return rows;
  const sign = descending ? -1 : 1;
  return [...rows].sort((a, b) => {
    const [left, right] = [by(a), by(b)];
    if (left == null || right == null) return left == null ? (right == null ? 0 : 1) : -1;
    return (
      sign *
      (typeof left === "string"
        ? left.localeCompare(String(right), undefined, { numeric: true })
        : left - Number(right))
    );
  });
}

/** What a list is made of: pages by cursor (`usePages`), or any query that gives all rows at once. */
export interface Rows<T> {
  data: readonly T[] | undefined;
  error: unknown;
  refetch: () => unknown;
  hasNextPage?: boolean;
  isFetchingNextPage?: boolean;
  fetchNextPage?: () => unknown;
}

interface Props<T> {
  query: Rows<T>;
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  onOpen?: (row: T) => void;
  empty: ReactNode;
  label: string;
}

function moveBetweenRows(event: KeyboardEvent<HTMLTableRowElement>): void {
  const next =
    event.key === "ArrowDown" ? "nextElementSibling" : event.key === "ArrowUp" ? "previousElementSibling" : null;
  if (!next) return;
  event.preventDefault();
  (event.currentTarget[next] as HTMLElement | null)?.focus();
}

function isOnControl(event: MouseEvent): boolean {
  return (event.target as HTMLElement).closest("a, button, input, [role=menuitem]") !== null;
}

export function DataTable<T>({ query, columns, rowKey, onOpen, empty, label }: Props<T>) {
  const [search, change] = useUrlState();
  const [sortKey, direction] = (search.sort ?? "").split(":");
  const column = columns.find((one) => one.key === sortKey);
  const rows = useMemo(() => sorted(query.data ?? [], column, direction === "desc"), [query.data, column, direction]);

  if (query.error && !query.data) return <Failed error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Loading />;
  if (rows.length === 0) return empty;

  const sortNext = (key: string) =>
    change({ sort: sortKey !== key ? key : direction === "desc" ? undefined : `${key}:desc` });

  return (
    <Box>
      <Table.ScrollContainer minWidth={640}>
        <Table aria-label={label} className={classes.table}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((one) => (
                <Head
                  key={one.key}
                  column={one}
                  sort={sortKey === one.key ? direction || "asc" : ""}
                  onSort={sortNext}
                />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr
                key={rowKey(row)}
                tabIndex={0}
                data-open={onOpen ? true : undefined}
                className={classes.row}
                onKeyDown={(event) => {
                  moveBetweenRows(event);
                  if (event.key === "Enter" && event.target === event.currentTarget) onOpen?.(row);
                }}
                onClick={(event) => !isOnControl(event) && onOpen?.(row)}
              >
                {columns.map((one) => (
                  <Table.Td key={one.key} ta={one.align} w={one.width}>
                    {one.render(row)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {query.hasNextPage && (
        <Center py="md">
          <Button
            variant="default"
            size="xs"
            loading={query.isFetchingNextPage}
            onClick={() => void query.fetchNextPage?.()}
          >
            Load more
          </Button>
        </Center>
      )}
    </Box>
  );
}

function Head<T>({ column, sort, onSort }: { column: Column<T>; sort: string; onSort: (key: string) => void }) {
  const aria = sort === "" ? undefined : sort === "desc" ? "descending" : "ascending";
  const title = (
    <Text span fz="xs" fw={500} c="dimmed">
      {column.title}
    </Text>
  );
  return (
    <Table.Th ta={column.align} aria-sort={aria} w={column.width}>
      {column.sortBy ? (
        <UnstyledButton onClick={() => onSort(column.key)} className={classes.head}>
          {title}
          {sort !== "" && (sort === "desc" ? <IconArrowDown size={12} /> : <IconArrowUp size={12} />)}
        </UnstyledButton>
      ) : (
        title
      )}
    </Table.Th>
  );
}
