/** The whole life of one message, as the API tells it. Its numbers keep their digits. */
import { client, type Schemas } from "@/api/client";
import { parseExact } from "@/api/exact";

export type Message = Schemas["TracedMessage"];

export async function traceOf(message_id: string, signal: AbortSignal): Promise<Message> {
  const { data } = await client.GET("/api/v1/messages/{message_id}/trace", {
    params: { path: { message_id } },
    parseAs: "text",
    signal,
  });
  return parseExact(data ?? "null") as Message;
}
