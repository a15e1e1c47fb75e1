/** A workflow as a definition file, the same that `nexus export` prints of it. */
import { client } from "@/api/client";
import { download } from "@/components/download";
import { tell, tellFailure } from "@/components/feedback";
import type { Workflow } from "./draft";

export async function definitionOf(workflow_id: string): Promise<string> {
  const params = { path: { workflow_id } };
  const { data } = await client.GET("/api/v1/workflows/{workflow_id}/definition", { params, parseAs: "text" });
  return data ?? "";
}

/** Gives it to the browser as a file. What is not saved yet is not in it. */
export async function exportWorkflow(workflow: Workflow, isChanged: boolean): Promise<void> {
  try {
    const name = `${workflow.name.replaceAll(/[^\w.-]+/g, "-")}.yaml`;
    download(name, await definitionOf(workflow.id), "application/yaml");
    tell(
      `${workflow.name} is exported`,
      isChanged ? "As it is saved: what you have changed since is not in it." : name,
    );
  } catch (problem) {
    tellFailure(problem);
  }
}
