/** Whether the chain is as it was written. */
import { Alert, Button, List, Modal, Stack, Text } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useState } from "react";
import { client, type Schemas } from "@/api/client";
import { CopyText } from "@/components/Copy";
import { tellFailure } from "@/components/feedback";
import { plural } from "@/components/numbers";

export function Verify() {
  const [found, setFound] = useState<Schemas["VerificationView"] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const verify = async () => {
    setBusy(true);
    try {
      setFound((await client.GET("/api/v1/audit-logs/verify")).data ?? null);
    } catch (error) {
      tellFailure(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={16} />}
        loading={isBusy}
        onClick={() => void verify()}
      >
        Verify
      </Button>
      <Modal
        opened={found !== null}
        onClose={() => setFound(null)}
        title={<Text fw={600}>The chain of the audit log</Text>}
        size="lg"
      >
        {found && (
          <Stack>
            <Alert color={found.ok ? "teal" : "red"} title={found.ok ? "As it was written" : "Not as it was written"}>
              {plural(found.entries, "entry", "entries")} checked.
              {found.faults.length > 0 && (
                <List size="sm" mt="xs">
                  {found.faults.map((one) => (
                    <List.Item key={one}>{one}</List.Item>
                  ))}
                </List>
              )}
            </Alert>
            <div>
              <Text size="sm">
                Keep this end of the chain where the database's administrator cannot write: with it, that the whole was
                not put back is checked too.
              </Text>
              <CopyText value={`${found.anchor.number} ${found.anchor.digest}`} label="Copy the anchor" />
            </div>
          </Stack>
        )}
      </Modal>
    </>
  );
}
