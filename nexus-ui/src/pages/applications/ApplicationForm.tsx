/** The settings of a sender app, but its fields. */
import { Button, Group, NumberInput, Select, SimpleGrid, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import type { Schemas } from "@/api/client";
import { faultsByPath } from "@/api/problem";
import { useCan } from "@/auth/Can";
import { Failed } from "@/components/States";
import { DEDUP_CHOICES } from "./words";

export type Document = Schemas["ApplicationDocument"];

interface Props {
  value: Document;
  onChange: (value: Document) => void;
  error: unknown;
  submit: { label: string; act: () => unknown; isBusy: boolean };
}

function numberOf(value: string | number): number | null {
  return typeof value === "number" ? value : null;
}

export function ApplicationForm({ value, onChange, error, submit }: Props) {
  const readOnly = !useCan("change");
  const faults = faultsByPath(error);
  const set = (changes: Partial<Document>) => onChange({ ...value, ...changes });
  const needsPath = value.dedup === "message_id";
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit.act();
      }}
    >
      <Stack gap="lg" py="md" maw={680}>
        <TextInput
          label="Name"
          placeholder="shop"
          required
          readOnly={readOnly}
          value={value.name}
          error={faults.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <Switch
          label="Enabled"
          description="A disabled app is answered 403; nothing of it is taken."
          checked={value.enabled ?? true}
          disabled={readOnly}
          onChange={(event) => set({ enabled: event.currentTarget.checked })}
        />
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Select
            label="A resend is recognised by"
            data={DEDUP_CHOICES}
            allowDeselect={false}
            readOnly={readOnly}
            value={value.dedup ?? "off"}
            error={faults.dedup}
            onChange={(dedup) => set({ dedup: (dedup ?? "off") as Document["dedup"] })}
          />
          <TextInput
            label="Path of the message id"
            placeholder="order.id"
            description={needsPath ? "Where each message carries its sender's id." : undefined}
            required={needsPath}
            readOnly={readOnly}
            value={value.message_id_path ?? ""}
            error={faults.message_id_path}
            onChange={(event) => set({ message_id_path: event.currentTarget.value || null })}
          />
          <NumberInput
            label="Messages per second"
            placeholder="No limit"
            min={0.001}
            readOnly={readOnly}
            value={value.rate_limit ?? ""}
            error={faults.rate_limit}
            onChange={(rate) => set({ rate_limit: numberOf(rate) })}
          />
          <NumberInput
            label="Messages at once"
            placeholder="As the rate allows"
            min={1}
            readOnly={readOnly}
            value={value.burst ?? ""}
            error={faults.burst}
            onChange={(burst) => set({ burst: numberOf(burst) })}
          />
        </SimpleGrid>
        <Switch
          label="Take fields that are not listed"
          checked={value.allow_unknown ?? true}
          disabled={readOnly}
          onChange={(event) => set({ allow_unknown: event.currentTarget.checked })}
        />
        <Switch
          label="Payloads are encrypted"
          description="With keys derived from the app's master secret; the SDKs and the agent do it by themselves."
          checked={value.encryption ?? false}
          disabled={readOnly}
          onChange={(event) =>
            set({
              encryption: event.currentTarget.checked,
              keep_encrypted: event.currentTarget.checked && (value.keep_encrypted ?? false),
            })
          }
        />
        {(value.encryption || value.keep_encrypted) && (
          <Switch
            label="Payloads stay encrypted until a worker maps them"
            description="In streams, schedules and dead letters too, under keys of the server's own that outlive the app's secrets."
            checked={value.keep_encrypted ?? false}
            disabled={readOnly}
            error={faults.keep_encrypted}
            onChange={(event) => set({ keep_encrypted: event.currentTarget.checked })}
          />
        )}
        <TagsInput
          label="Masked in logs and dead letters"
          description="Paths whose values nobody reads there. Enter adds one."
          placeholder={value.masked?.length ? undefined : "customer.iban"}
          readOnly={readOnly}
          value={value.masked ?? []}
          error={Object.entries(faults).find(([path]) => path.startsWith("masked"))?.[1]}
          onChange={(masked) => set({ masked })}
        />
        {error !== null && <Failed error={error} />}
        {!readOnly && (
          <Group justify="flex-end">
            <Button type="submit" loading={submit.isBusy}>
              {submit.label}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  );
}
