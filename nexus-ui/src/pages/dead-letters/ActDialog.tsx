/** Asks before many letters are replayed or discarded, then shows how far it is, and what was left as it is. */
import { Alert, Button, Group, List, Modal, NumberInput, Progress, Stack, Text, TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { client, type Schemas } from "@/api/client";
import { count, plural } from "@/components/numbers";
import { Failed } from "@/components/States";
import { actOnAll, actOnEach, NOTHING, type Progress as Standing } from "./acting";

export interface Act {
  kind: "replay" | "discard";
  /** How many letters it is about. */
  count: number;
  /** Either all that a filter describes, or these. */
  filter?: Schemas["LetterFilterDocument"];
  ids?: readonly string[];
}

const AT_ONCE = 200;
const RATE = 100;
const SHOWN = 10;

interface Props {
  act: Act;
  onClose: () => void;
  /** Is called as soon as any letter may not be as it was. */
  onChanged: () => void;
}

export function ActDialog({ act, onClose, onChanged }: Props) {
  const [standing, setStanding] = useState<Standing | null>(null);
  const [error, setError] = useState<unknown>(null);
  const stop = useRef(new AbortController());
  const isRunning = standing !== null && !standing.isOver && error === null;

  const begin = async (rate: number, reason: string) => {
    setStanding(NOTHING);
    setError(null);
    stop.current = new AbortController();
    try {
      if (act.ids) await actOnEach(act.ids, (id) => one(act.kind, id, reason), setStanding, stop.current.signal);
      else await actOnAll((cursor) => some(act, cursor, rate, reason), setStanding, stop.current.signal);
    } catch (problem) {
      setError(problem);
    } finally {
      onChanged();
    }
  };

  const verb = act.kind === "replay" ? "Replay" : "Discard";
  return (
    <Modal
      opened
      onClose={isRunning ? () => undefined : onClose}
      withCloseButton={!isRunning}
      title={<Text fw={600}>{`${verb} ${plural(act.count, "dead letter")}${standing ? "" : "?"}`}</Text>}
    >
      {standing === null ? (
        <Question act={act} verb={verb} begin={begin} onClose={onClose} />
      ) : (
        <Stack>
          <Bar standing={standing} act={act} />
          {error !== null && <Failed error={error} />}
          <Refused refused={standing.refused} />
          <Group justify="flex-end">
            {isRunning ? (
              <Button variant="default" onClick={() => stop.current.abort()}>
                Stop
              </Button>
            ) : (
              <Button onClick={onClose}>Done</Button>
            )}
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

async function one(kind: Act["kind"], letter_id: string, reason: string): Promise<Schemas["ActionView"]> {
  const params = { path: { letter_id } };
  const { data } =
    kind === "replay"
      ? await client.POST("/api/v1/dead-letters/{letter_id}/replay", { params, body: {} })
      : await client.POST("/api/v1/dead-letters/{letter_id}/discard", { params, body: { reason } });
  return data ?? { done: [], refused: {} };
}

async function some(act: Act, cursor: string | null, rate: number, reason: string): Promise<Schemas["ChunkView"]> {
  const body = { filter: act.filter ?? {}, cursor, limit: AT_ONCE };
  const { data } =
    act.kind === "replay"
      ? await client.POST("/api/v1/dead-letters/replay", { body: { ...body, rate } })
      : await client.POST("/api/v1/dead-letters/discard", { body: { ...body, reason } });
  return data ?? { done: 0, refused: {}, next: null, waiting: 0, next_due_at: null };
}

interface QuestionProps {
  act: Act;
  verb: string;
  begin: (rate: number, reason: string) => Promise<void>;
  onClose: () => void;
}

function Question({ act, verb, begin, onClose }: QuestionProps) {
  const [rate, setRate] = useState<number>(RATE);
  const [reason, setReason] = useState("");
  const isReplay = act.kind === "replay";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void begin(rate, reason.trim());
      }}
    >
      <Stack>
        <Text size="sm">
          {isReplay
            ? "They are delivered again by the workflow as it is now. Those that fail again come back here."
            : "They are given up for good: their destinations never get them. What is discarded cannot be replayed."}
        </Text>
        {isReplay && !act.ids && (
          <NumberInput
            label="At most so many a second"
            description="So that the destination is not flooded."
            min={1}
            max={10_000}
            value={rate}
            onChange={(value) => setRate(Number(value) || RATE)}
          />
        )}
        {!isReplay && (
          <TextInput
            label="Why"
            description="For the audit log."
            required
            data-autofocus
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" color={isReplay ? undefined : "red"} disabled={!isReplay && reason.trim() === ""}>
            {verb}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Bar({ standing, act }: { standing: Standing; act: Act }) {
  const refused = Object.keys(standing.refused).length;
  const share = standing.isOver ? 100 : Math.min(99, (100 * (standing.done + refused)) / Math.max(1, act.count));
  const word = act.kind === "replay" ? "handed out to be delivered again" : "discarded";
  return (
    <Stack gap={6} role="status">
      <Progress
        value={share}
        animated={!standing.isOver}
        aria-label="Progress"
        color={refused ? "yellow" : undefined}
      />
      <Text size="sm">
        {count(standing.done)} {word}
        {refused > 0 && `, ${count(refused)} left as they are`}
        {!standing.isOver && ` of ${count(act.count)}…`}
      </Text>
    </Stack>
  );
}

function Refused({ refused }: { refused: Standing["refused"] }) {
  const reasons = new Map<string, number>();
  for (const reason of Object.values(refused)) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  if (reasons.size === 0) return null;
  return (
    <Alert color="yellow" title="Left as they are">
      <List size="sm">
        {[...reasons].slice(0, SHOWN).map(([reason, times]) => (
          <List.Item key={reason}>
            {reason}
            {times > 1 && ` (${count(times)} times)`}
          </List.Item>
        ))}
      </List>
    </Alert>
  );
}
