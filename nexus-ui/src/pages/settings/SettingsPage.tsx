import { Tabs } from "@mantine/core";
import { PasswordForm } from "@/auth/PasswordForm";
import { useSession } from "@/auth/session";
import { tell } from "@/components/feedback";
import { Page, Section } from "@/components/Page";
import { useUrlState } from "@/components/useUrlState";
import { KeysSection } from "./KeysSection";
import { Workspaces } from "./Workspaces";

export default function SettingsPage() {
  const [search, change] = useUrlState();
  const owner = useSession().user?.owner ?? false;
  const tabs = { account: "Your account", workspaces: "Workspaces", ...(owner ? { keys: "Encryption keys" } : {}) };
  const tab = search.tab && search.tab in tabs ? search.tab : "account";
  return (
    <Page title="Settings">
      <Tabs
        value={tab}
        onChange={(value) => change({ tab: value === "account" ? undefined : (value ?? undefined) })}
        keepMounted={false}
      >
        <Tabs.List mb="lg">
          {Object.entries(tabs).map(([key, title]) => (
            <Tabs.Tab key={key} value={key}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="account">
          <Section title="Change your password" about="All your other sessions end">
            <div style={{ maxWidth: 380, padding: "12px 0" }}>
              <PasswordForm submit="Change it" done={() => tell("Your password is changed")} />
            </div>
          </Section>
        </Tabs.Panel>
        <Tabs.Panel value="workspaces">
          <Workspaces />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <KeysSection />
        </Tabs.Panel>
      </Tabs>
    </Page>
  );
}
