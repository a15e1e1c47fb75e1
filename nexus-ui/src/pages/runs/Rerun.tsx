/** Runs a message again, from any step on, with what a person made of its payload and of the outputs before. */
import { Button, Drawer, Group, Select, Stack, Text } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { client } from "@/api/client";
import { Code } from "@/components/editor/Code";
import { tell } from "@/components/feedback";
import { Failed } from "@/components/States";
import type { Step } from "./graph";
import { bodyOf, faultIn, stepsBefore, unedited } from "./rerun";
import type { RunDetail } from "./run";

interface Props {
  detail: RunDetail;
  steps: readonly Step[];
  onClose: () => void;
}

export function Rerun({ detail, steps, onClose }: Props) {
  const { run } = detail;
  const names = steps.length ? steps.map((one) => one.name) : detail.steps.map((one) => one.name);
  const first = names[0];
  const failed = detail.steps.find((one) => one.status === "failed")?.name;
  const [edited, setEdited] = useState(() => unedited(failed ?? first ?? "", detail));
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const queries = useQueryClient();
  const navigate = useNavigate();
  const isOwn = edited.payload === unedited(edited.step, detail).payload;
  const payloadFault = isOwn ? null : faultIn(edited.payload);
  const faults = [payloadFault, ...Object.values(edited.outputs).map(faultIn)].filter(Boolean);

  const act = async () => {
    setBusy(true);
    setError(null);
    try {
      const { data } = await client.POST("/api/v1/runs/{run_id}/rerun", {
        params: { path: { run_id: run.id }, query: { workflow: run.workflow } },
        body: bodyOf(edited, detail, first),
      });
      await queries.invalidateQueries();
      tell("It runs again", "As a run of its own, with idempotency keys of its own.");
      onClose();
      if (data) await navigate({ to: `/runs/${data.id}`, search: { workflow: data.workflow } as never });
    } catch (problem) {
      setError(problem);
    } finally {
      setBusy(false);
    }
  };

  return (
    <Drawer opened onClose={onClose} size={640} title={<Text fw={600}>Run it again</Text>}>
      <Stack>
        <Select
          label="From this step on"
          description="The steps before do not run again: their outputs are those of this run, or as edited here."
          allowDeselect={false}
          data={names}
          value={edited.step}
          onChange={(step) => step && setEdited({ ...unedited(step, detail), payload: edited.payload })}
        />
        <Code
          language="json"
          label="Payload"
          height="140px"
          value={edited.payload}
          error={payloadFault}
          onChange={(payload) => setEdited((former) => ({ ...former, payload }))}
        />
        {stepsBefore(edited.step, detail).map((one) => (
          <Code
            key={`${edited.step} ${one.name}`}
            language="json"
            label={`Output of ${one.name}`}
            height="80px"
            value={edited.outputs[one.name] ?? "null"}
            error={faultIn(edited.outputs[one.name] ?? "null")}
            onChange={(text) =>
              setEdited((former) => ({ ...former, outputs: { ...former.outputs, [one.name]: text } }))
            }
          />
        ))}
        {error !== null && <Failed error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={isBusy} disabled={faults.length > 0} onClick={() => void act()}>
            Run it again
          </Button>
        </Group>
      </Stack>
    </Drawer>
  );
}
