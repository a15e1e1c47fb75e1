// Made by `npm run client` of what `nexus openapi` prints. Do not edit.

export interface paths {
    "/api/v1/agents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List agents */
        get: operations["list_agents"];
        put?: never;
        /**
         * Make an agent
         * @description The answer has its token, which is shown this once.
         */
        post: operations["create_agent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an agent */
        get: operations["get_agent"];
        /**
         * Replace an agent
         * @description All but its token.
         */
        put: operations["update_agent"];
        post?: never;
        /** Delete an agent */
        delete: operations["delete_agent"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/{agent_id}/rotate-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an agent a new token
         * @description The former token ends at once; the new one is shown this once.
         */
        post: operations["rotate_agent_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forward messages that the agent has taken
         * @description One application's messages in the order in which they were taken, one JSON object a line: `id`, the
         *     message id that the agent gave (a UUID); `payload`, as the sender sent it; `digest`, by which the agent recognises a resend,
         *     or null; `same_body`, whether that is the digest of an `Idempotency-Key`; `headers`, with `traceparent`, `tracestate` and
         *     `request_id`. What is good is taken; what is not has null among the `ids`, and is the agent's to keep.
         */
        post: operations["forward_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/register": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Register the agent's key
         * @description From then on the agent is told the secrets of its connections, sealed for this key. Another key can be registered only with a new token.
         */
        post: operations["register_agent"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/sources/{connection_id}/messages": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forward messages that the agent has taken of a source
         * @description What an agent has taken of a source, oldest first, one JSON object a line: `id`, the message id that
         *     the agent gave (a UUID); `payload`, where it is JSON in one line, else `bytes` in base64; `subscription` that it came by;
         *     `message_id` of the upstream, or null; `metadata`, which mappings reach under `message.headers`; `error`, if it could not be
         *     read. What does not fit its subscription becomes a dead letter, as at a receiver.
         */
        post: operations["forward_source_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/agents/sync": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the agent works with
         * @description Configuration of its connections included, sealed for the key that the agent has registered: it is the agent that opens them.
         */
        get: operations["sync_agent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List applications */
        get: operations["list_applications"];
        put?: never;
        /**
         * Make an application
         * @description The answer has its API key and its master secret, which are shown this once.
         */
        post: operations["create_application"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{application_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show an application */
        get: operations["get_application"];
        /**
         * Replace an application
         * @description All but its keys and master secrets.
         */
        put: operations["update_application"];
        post?: never;
        /**
         * Delete an application
         * @description With its keys and master secrets; not while a workflow, an agent or a query names it.
         */
        delete: operations["delete_application"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{application_id}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show the fields of an application
         * @description The `ETag` is the application's.
         */
        get: operations["get_application_fields"];
        /** Replace the fields of an application */
        put: operations["set_application_fields"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{application_id}/infer-fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Propose fields that all samples fit
         * @description Nothing is stored: look at them, and `PUT` them to `…/fields`.
         */
        post: operations["infer_application_fields"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{application_id}/keys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the keys that are valid */
        get: operations["list_application_keys"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{application_id}/keys/{key_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a key at once
         * @description Also the current one: then the application has none until its key is rotated.
         */
        delete: operations["end_application_key"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{application_id}/rotate-key": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an application a new key
         * @description The new key is shown this once; no former one stays valid for longer than the overlap.
         */
        post: operations["rotate_application_key"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{application_id}/rotate-secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new version of the master secret
         * @description It is shown this once; no former version stays valid for longer than the overlap.
         */
        post: operations["rotate_application_secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{application_id}/secrets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the versions of the master secret that are valid */
        get: operations["list_application_secrets"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/applications/{application_id}/secrets/{version}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a version of the master secret at once
         * @description What is encrypted under it is not taken any more.
         */
        delete: operations["end_application_secret"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who did what from where
         * @description Administrators see their workspace; owners who name no workspace see everything.
         */
        get: operations["list_audit_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/audit-logs/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the chain of the audit log
         * @description With an earlier `anchor`, that the database as a whole was not put back is checked too.
         */
        get: operations["verify_audit_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** End the session */
        post: operations["log_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who is logged in */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change one's own password
         * @description Ends all other sessions.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Exchange the refresh token for a new access token
         * @description The cookie changes with each exchange; a token that is used again ends the session (theft).
         */
        post: operations["refresh"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List connections */
        get: operations["list_connections"];
        put?: never;
        /** Define a connection */
        post: operations["create_connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a connection */
        get: operations["get_connection"];
        /**
         * Replace a connection
         * @description Secrets that are masked (`********`) or left out stay as they are; null removes one.
         */
        put: operations["update_connection"];
        post?: never;
        /**
         * Delete a connection
         * @description Not while a workflow or a query names it.
         */
        delete: operations["delete_connection"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{connection_id}/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the schemas */
        get: operations["list_connection_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{connection_id}/schemas/{schema}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tables and views of a schema
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_connection_tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{connection_id}/schemas/{schema}/tables/{table}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the fields of a table
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_connection_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/{connection_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a connection
         * @description As it is stored, or with another configuration, which is not stored.
         */
        post: operations["test_connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connections/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a connection that is not stored */
        post: operations["try_connection"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connectors": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What is installed, and what is in quarantine */
        get: operations["list_connectors"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/connectors/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a connector */
        get: operations["get_connector"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List dead letters
         * @description The youngest first, without their payloads.
         */
        get: operations["list_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{letter_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a dead letter */
        get: operations["get_dead_letter"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{letter_id}/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a letter up for good */
        post: operations["discard_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{letter_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a letter, as it is or edited
         * @description Maps it by the pipeline as it is now, and holds an edited payload to the application's fields. Nothing is delivered.
         */
        post: operations["preview_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/{letter_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver a letter again, as it is or edited
         * @description As a first attempt, by the pipeline as it is now. An edited payload is checked as by the preview; the message keeps its id.
         */
        post: operations["replay_dead_letter"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/discard": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give many letters up for good
         * @description Up to `limit` with each request; ask again with `next` as `cursor` until it is null.
         */
        post: operations["discard_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What letters died of
         * @description Counted by fingerprint and pipeline, the largest group first.
         */
        get: operations["group_dead_letters"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/dead-letters/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver many letters again
         * @description Up to `limit` with each request, spread over time by `rate`. Ask again with `next` as `cursor` until it is null; the rate holds over all requests. Whoever loses the cursor asks without: what was replayed does not wait any more.
         */
        post: operations["replay_dead_letters"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List destinations (MySQL / MariaDB, PostgreSQL, SQLite) */
        get: operations["list_destinations"];
        put?: never;
        /** Define a connection */
        post: operations["create_destination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/destinations/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a connection */
        get: operations["get_destination"];
        /**
         * Replace a connection
         * @description Secrets that are masked (`********`) or left out stay as they are; null removes one.
         */
        put: operations["update_destination"];
        post?: never;
        /**
         * Delete a connection
         * @description Not while a workflow or a query names it.
         */
        delete: operations["delete_destination"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/destinations/{connection_id}/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the schemas */
        get: operations["list_destination_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/destinations/{connection_id}/schemas/{schema}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tables and views of a schema
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_destination_tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/destinations/{connection_id}/schemas/{schema}/tables/{table}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the fields of a table
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_destination_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/destinations/{connection_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a connection
         * @description As it is stored, or with another configuration, which is not stored.
         */
        post: operations["test_destination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/destinations/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a connection that is not stored */
        post: operations["try_destination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/execute/{workflow_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a workflow
         * @description The body, one JSON object, is the message. `202` with the id means that it is on stable storage; with `?wait=SECONDS` the answer is `200` with what the workflow's `result` gives, or `202` if that takes longer.
         */
        post: operations["execute_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-folders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List file folders (Files) */
        get: operations["list_file_folders"];
        put?: never;
        /** Define a connection */
        post: operations["create_file_folder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-folders/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a connection */
        get: operations["get_file_folder"];
        /**
         * Replace a connection
         * @description Secrets that are masked (`********`) or left out stay as they are; null removes one.
         */
        put: operations["update_file_folder"];
        post?: never;
        /**
         * Delete a connection
         * @description Not while a workflow or a query names it.
         */
        delete: operations["delete_file_folder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-folders/{connection_id}/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the schemas */
        get: operations["list_file_folder_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-folders/{connection_id}/schemas/{schema}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tables and views of a schema
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_file_folder_tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-folders/{connection_id}/schemas/{schema}/tables/{table}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the fields of a table
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_file_folder_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-folders/{connection_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a connection
         * @description As it is stored, or with another configuration, which is not stored.
         */
        post: operations["test_file_folder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/file-folders/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a connection that is not stored */
        post: operations["try_file_folder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Each dependency's state */
        get: operations["health"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Alive */
        get: operations["live"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Ready for messages */
        get: operations["ready"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/ingress": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send messages
         * @description Takes one JSON object, a JSON array of objects, or NDJSON (`application/x-ndjson`), plain or with
         *     `Content-Encoding: gzip` or `deflate`. `202` means that every message counted is on stable storage.
         */
        post: operations["send_messages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Log in */
        post: operations["log_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What became of messages
         * @description Attempts to deliver, the one that ended last first. Pages stay as they are while lines are added.
         */
        get: operations["list_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/logs/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What becomes of messages, as it happens
         * @description Server-sent events: `delivery`, whose data is a line of the log; `missed`, whose data says how many lines a slow reader was not sent (`count`, null if nobody counted them), to be found in the log. The same filters as the log. With `Last-Event-ID`, what happened since comes first, from the log; lines of the last moment may come again: their `id` tells. It ends with the session.
         */
        get: operations["stream_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/messages/{message_id}/trace": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole life of one message
         * @description From the log and from dead letters, and from the stream store for what is not over: a message that is accepted and not read yet is `waiting`. 404: nobody has seen it in this workspace, or it was forgotten.
         */
        get: operations["trace_message"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The last second's figures, each second
         * @description Server-sent events named `tick`, whose data is a `Tick`; ends with the session.
         */
        get: operations["metrics_stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/summary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures over a span of time, and how things stand now
         * @description Points of one thing, totals of all of the workspace, and what needs a person.
         */
        get: operations["metrics_summary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt-sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List mqtt sources (MQTT) */
        get: operations["list_mqtt_sources"];
        put?: never;
        /** Define a connection */
        post: operations["create_mqtt_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt-sources/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a connection */
        get: operations["get_mqtt_source"];
        /**
         * Replace a connection
         * @description Secrets that are masked (`********`) or left out stay as they are; null removes one.
         */
        put: operations["update_mqtt_source"];
        post?: never;
        /**
         * Delete a connection
         * @description Not while a workflow or a query names it.
         */
        delete: operations["delete_mqtt_source"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt-sources/{connection_id}/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the schemas */
        get: operations["list_mqtt_source_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt-sources/{connection_id}/schemas/{schema}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tables and views of a schema
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_mqtt_source_tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt-sources/{connection_id}/schemas/{schema}/tables/{table}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the fields of a table
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_mqtt_source_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt-sources/{connection_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a connection
         * @description As it is stored, or with another configuration, which is not stored.
         */
        post: operations["test_mqtt_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/mqtt-sources/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a connection that is not stored */
        post: operations["try_mqtt_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List queries */
        get: operations["list_queries"];
        put?: never;
        /** Define a query */
        post: operations["create_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queries/{query_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a query */
        get: operations["get_query"];
        /** Replace a query */
        put: operations["update_query"];
        post?: never;
        /** Delete a query */
        delete: operations["delete_query"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/queries/{query_id}/run": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a query
         * @description As applications do under its slug, also while it is disabled. One page of rows; with `Accept: application/x-ndjson` all rows as a stream, one JSON object a line. A stream that breaks off ends with a line whose only member is `$error`.
         */
        post: operations["try_query"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/query/{slug}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Run a query by its slug
         * @description One page of rows; with `Accept: application/x-ndjson` all rows as a stream, one JSON object a line. A stream that breaks off ends with a line whose only member is `$error`. Further query parameters are those of the query.
         */
        get: operations["run_query"];
        put?: never;
        /**
         * Run a query by its slug, with its parameters in the body
         * @description One page of rows; with `Accept: application/x-ndjson` all rows as a stream, one JSON object a line. A stream that breaks off ends with a line whose only member is `$error`.
         */
        post: operations["run_query_with_body"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rest-destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List rest destinations (REST API, Webhook) */
        get: operations["list_rest_destinations"];
        put?: never;
        /** Define a connection */
        post: operations["create_rest_destination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rest-destinations/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a connection */
        get: operations["get_rest_destination"];
        /**
         * Replace a connection
         * @description Secrets that are masked (`********`) or left out stay as they are; null removes one.
         */
        put: operations["update_rest_destination"];
        post?: never;
        /**
         * Delete a connection
         * @description Not while a workflow or a query names it.
         */
        delete: operations["delete_rest_destination"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rest-destinations/{connection_id}/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the schemas */
        get: operations["list_rest_destination_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rest-destinations/{connection_id}/schemas/{schema}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tables and views of a schema
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_rest_destination_tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rest-destinations/{connection_id}/schemas/{schema}/tables/{table}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the fields of a table
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_rest_destination_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rest-destinations/{connection_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a connection
         * @description As it is stored, or with another configuration, which is not stored.
         */
        post: operations["test_rest_destination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/rest-destinations/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a connection that is not stored */
        post: operations["try_rest_destination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a run */
        get: operations["get_run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a run
         * @description One that waits ends at once; one that is under way before its next step that has an effect.
         */
        post: operations["cancel_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/rerun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run again, from a step on
         * @description A new run, whose calls carry idempotency keys of their own.
         */
        post: operations["rerun_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/runs/{run_id}/try": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a run's message out on a draft or another version
         * @description Steps that only compute, compute; nothing goes out.
         */
        post: operations["try_run"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap-destinations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List sap destinations (SAP HANA) */
        get: operations["list_sap_destinations"];
        put?: never;
        /** Define a connection */
        post: operations["create_sap_destination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap-destinations/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a connection */
        get: operations["get_sap_destination"];
        /**
         * Replace a connection
         * @description Secrets that are masked (`********`) or left out stay as they are; null removes one.
         */
        put: operations["update_sap_destination"];
        post?: never;
        /**
         * Delete a connection
         * @description Not while a workflow or a query names it.
         */
        delete: operations["delete_sap_destination"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap-destinations/{connection_id}/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the schemas */
        get: operations["list_sap_destination_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap-destinations/{connection_id}/schemas/{schema}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tables and views of a schema
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_sap_destination_tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap-destinations/{connection_id}/schemas/{schema}/tables/{table}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the fields of a table
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_sap_destination_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap-destinations/{connection_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a connection
         * @description As it is stored, or with another configuration, which is not stored.
         */
        post: operations["test_sap_destination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap-destinations/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a connection that is not stored */
        post: operations["try_sap_destination"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Read from SAP HANA */
        post: operations["query_sap"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List schemas of SAP HANA */
        get: operations["list_sap_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sap/schemas/{name}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List tables and views of SAP HANA */
        get: operations["list_sap_tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How each source is doing */
        get: operations["list_sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/sources/{connection_id}/infer-fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Propose fields from messages that come now */
        post: operations["infer_source_fields"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/step-types": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The kinds of steps that workflows may have */
        get: operations["list_step_types"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/transforms": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The functions that mappings can call */
        get: operations["list_transforms"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List users */
        get: operations["list_users"];
        put?: never;
        /** Make a user */
        post: operations["create_user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a user */
        get: operations["get_user"];
        /**
         * Replace a user
         * @description All but the password; a user who is disabled is out at once.
         */
        put: operations["update_user"];
        post?: never;
        /** Delete a user */
        delete: operations["delete_user"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/users/{user_id}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set a user's password
         * @description Ends all of the user's sessions.
         */
        put: operations["set_user_password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List webhook sources (Webhook listener) */
        get: operations["list_webhook_sources"];
        put?: never;
        /** Define a connection */
        post: operations["create_webhook_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-sources/{connection_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a connection */
        get: operations["get_webhook_source"];
        /**
         * Replace a connection
         * @description Secrets that are masked (`********`) or left out stay as they are; null removes one.
         */
        put: operations["update_webhook_source"];
        post?: never;
        /**
         * Delete a connection
         * @description Not while a workflow or a query names it.
         */
        delete: operations["delete_webhook_source"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-sources/{connection_id}/schemas": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the schemas */
        get: operations["list_webhook_source_schemas"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-sources/{connection_id}/schemas/{schema}/tables": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the tables and views of a schema
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_webhook_source_tables"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-sources/{connection_id}/schemas/{schema}/tables/{table}/fields": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the fields of a table
         * @description A `/` in a name is written `%252F`.
         */
        get: operations["list_webhook_source_fields"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-sources/{connection_id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Test a connection
         * @description As it is stored, or with another configuration, which is not stored.
         */
        post: operations["test_webhook_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/webhook-sources/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test a connection that is not stored */
        post: operations["try_webhook_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List workflows */
        get: operations["list_workflows"];
        put?: never;
        /**
         * Define a workflow
         * @description The document of a definition file (`nexus apply`); names or ids stand for applications and connections. What only answers have (`id`, `version`, `guarantee` …) may be sent back, and is left aside.
         */
        post: operations["create_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show a workflow
         * @description Its document, the guarantee of each pipeline, and what is wrong by now, since something is gone.
         */
        get: operations["get_workflow"];
        /**
         * Store a workflow's next version
         * @description The document of a definition file (`nexus apply`); names or ids stand for applications and connections. What only answers have (`id`, `version`, `guarantee` …) may be sent back, and is left aside. A pipeline that brings its `id` keeps its place in the stream, whatever its name.
         */
        put: operations["update_workflow"];
        post?: never;
        /**
         * Delete a workflow
         * @description With its versions and what it retains. 409 while it holds messages that are not delivered everywhere: wait, or give them up with `discard`. Its dead letters and its log stay.
         */
        delete: operations["delete_workflow"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/definition": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export a workflow
         * @description A definition file in YAML with this workflow alone, as `nexus export` prints it; `nexus apply` takes it where there is what it names.
         */
        get: operations["export_workflow"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Disable a workflow
         * @description Disabled, it takes nothing and delivers nothing; what waits stays. A version that says so.
         */
        post: operations["disable_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enable a workflow
         * @description Disabled, it takes nothing and delivers nothing; what waits stays. A version that says so.
         */
        post: operations["enable_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a workflow, or a draft of it, on samples
         * @description Nothing is delivered, and nothing outside is reached. A draft that is not in order yet is told its faults with their places, and what is in order is tried all the same.
         */
        post: operations["preview_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Deliver a part of the retained past again
         * @description One piece of it, spread over time by `rate`. Go on with `since` set to `next` and the same `until` and `replay`; after a failure, send the same again. Messages keep their ids, so that a ledger does not write them twice and destinations see the same idempotency keys, unless `as_new`.
         */
        post: operations["replay_workflow"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the runs of a workflow */
        get: operations["list_runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/versions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List a workflow's versions */
        get: operations["list_workflow_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/versions/{earlier}/diff/{later}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Compare two versions of a workflow */
        get: operations["compare_workflow_versions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/versions/{number}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a version of a workflow */
        get: operations["get_workflow_version"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/{workflow_id}/versions/{number}/restore": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make an earlier version the next one
         * @description Whether the workflow is enabled stays as it is.
         */
        post: operations["restore_workflow_version"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workflows/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a draft on samples
         * @description Nothing is delivered, and nothing outside is reached. A draft that is not in order yet is told its faults with their places, and what is in order is tried all the same.
         */
        post: operations["preview_draft"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List one's workspaces
         * @description An owner sees all.
         */
        get: operations["list_workspaces"];
        put?: never;
        /**
         * Make a workspace
         * @description Who makes it becomes its administrator.
         */
        post: operations["create_workspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace_id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show a workspace */
        get: operations["get_workspace"];
        /** Change a workspace */
        put: operations["update_workspace"];
        post?: never;
        /** Delete an empty workspace */
        delete: operations["delete_workspace"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace_id}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the members of a workspace */
        get: operations["list_members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/workspaces/{workspace_id}/members/{username}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Make a user a member, or change the role */
        put: operations["set_member"];
        post?: never;
        /** End a membership */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * Access
         * @description An access token, and whose it is. The refresh token is in a cookie.
         */
        Access: {
            access_token: string;
            /** Lifetime in seconds */
            expires_in: number;
            token_type: string;
            user: components["schemas"]["Me"];
        };
        /**
         * ActionView
         * @description What became of letters that were acted on.
         */
        ActionView: {
            /** @description Ids of the letters that were replayed or discarded. */
            done: string[];
            /** @description Letter id to why it was left as it is. */
            refused: {
                [key: string]: string;
            };
        };
        /**
         * AgentDocument
         * @description An edge agent.
         * @example {
         *       "name": "plant-7",
         *       "applications": [
         *         "shop"
         *       ]
         *     }
         */
        AgentDocument: {
            /**
             * Applications
             * @description Whose messages it takes, by name or id.
             * @default []
             */
            applications?: string[];
            /**
             * Enabled
             * @description The token of a disabled agent is not taken.
             * @default true
             */
            enabled?: boolean;
            /** Name */
            name: string;
        };
        /**
         * AgentPage
         * @description Agents by name.
         */
        AgentPage: {
            items: components["schemas"]["AgentView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * AgentView
         * @description An edge agent.
         */
        AgentView: {
            applications: components["schemas"]["ApplicationName"][];
            enabled: boolean;
            id: string;
            /** @description What it told about itself. */
            info: {
                [key: string]: unknown;
            };
            last_seen_at: string | null;
            name: string;
            /** @description Messages that it had not yet forwarded then. */
            queue_size: number | null;
            /** @description It has registered its key since it was given its token. */
            registered: boolean;
            version: number;
        };
        /**
         * AgentWithToken
         * @description An agent and its token: shown this once.
         */
        AgentWithToken: {
            agent: components["schemas"]["AgentView"];
            token: string;
        };
        /** Alive */
        Alive: {
            /** @default ok */
            status?: string;
        };
        /**
         * AnchorView
         * @description An end of the chain, to be kept where the database's administrator cannot write.
         */
        AnchorView: {
            digest: string;
            number: number;
        };
        /**
         * ApplicationDocument
         * @description A sender.
         * @example {
         *       "name": "shop",
         *       "fields": [
         *         {
         *           "name": "id",
         *           "type": "integer",
         *           "required": true
         *         },
         *         {
         *           "name": "customer.email",
         *           "type": "string"
         *         }
         *       ],
         *       "dedup": "message_id",
         *       "message_id_path": "id",
         *       "rate_limit": 500
         *     }
         */
        ApplicationDocument: {
            /**
             * Take fields that are not listed
             * @default true
             */
            allow_unknown?: boolean;
            /** Messages at once */
            burst?: number | null;
            dedup?: components["schemas"]["Dedup"];
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Payloads are encrypted
             * @default false
             */
            encryption?: boolean;
            /**
             * Fields
             * @default []
             */
            fields?: components["schemas"]["FieldDocument"][];
            /**
             * Payloads stay encrypted until a worker maps them
             * @description In the streams and schedules, too; for applications whose payloads are encrypted
             * @default false
             */
            keep_encrypted?: boolean;
            /**
             * Paths that are masked in logs and dead letters
             * @default []
             */
            masked?: string[];
            /** Path of the sender's message id */
            message_id_path?: string | null;
            /** Name */
            name: string;
            /** Messages per second */
            rate_limit?: number | null;
        };
        /**
         * ApplicationName
         * @description An application.
         */
        ApplicationName: {
            id: string;
            name: string;
        };
        /**
         * ApplicationPage
         * @description Applications by name.
         */
        ApplicationPage: {
            items: components["schemas"]["ApplicationView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * ApplicationView
         * @description A sender.
         * @example {
         *       "name": "shop",
         *       "fields": [
         *         {
         *           "name": "id",
         *           "type": "integer",
         *           "required": true
         *         },
         *         {
         *           "name": "customer.email",
         *           "type": "string"
         *         }
         *       ],
         *       "dedup": "message_id",
         *       "message_id_path": "id",
         *       "rate_limit": 500,
         *       "id": "01a209ef-660d-7561-86a6-651d604f81d5",
         *       "enabled": true,
         *       "allow_unknown": true,
         *       "burst": 2000,
         *       "encryption": false,
         *       "keep_encrypted": false,
         *       "masked": [],
         *       "version": 1
         *     }
         */
        ApplicationView: {
            /** Take fields that are not listed */
            allow_unknown: boolean;
            /** Messages at once */
            burst: number | null;
            dedup: components["schemas"]["Dedup"];
            /** Enabled */
            enabled: boolean;
            /** Payloads are encrypted */
            encryption: boolean;
            /** Fields */
            fields: components["schemas"]["FieldDocument"][];
            id: string;
            /**
             * Payloads stay encrypted until a worker maps them
             * @description In the streams and schedules, too; for applications whose payloads are encrypted
             */
            keep_encrypted: boolean;
            /** Paths that are masked in logs and dead letters */
            masked: string[];
            /** Path of the sender's message id */
            message_id_path: string | null;
            /** Name */
            name: string;
            /** Messages per second */
            rate_limit: number | null;
            version: number;
        };
        /**
         * AssignedApplication
         * @description An application whose messages the agent takes.
         */
        AssignedApplication: {
            allow_unknown: boolean;
            burst: number | null;
            dedup: components["schemas"]["Dedup"];
            enabled: boolean;
            encryption: boolean;
            fields: components["schemas"]["FieldSpec"][];
            id: string;
            keys: components["schemas"]["KeyDigest"][];
            message_id_path: string | null;
            name: string;
            rate_limit: number | null;
        };
        /**
         * AssignedConnection
         * @description A connection that is reached through the agent.
         */
        AssignedConnection: {
            connector: string;
            id: string;
            name: string;
            /** @description Its configuration as JSON, secrets in clear, sealed for the agent's key (HPKE), in base64; null until it has one. */
            sealed: string | null;
            /** @description Names of the subscriptions to receive; null if the agent is not to receive from it; one of a source that has none is empty text. */
            subscriptions: string[] | null;
            version: number;
        };
        /**
         * Attention
         * @description What needs a person now.
         */
        Attention: {
            dead_letters: number;
            dead_letters_by_pipeline: components["schemas"]["WaitingLettersView"][];
            open_circuits: components["schemas"]["OpenCircuitView"][];
            quarantined_plugins: components["schemas"]["QuarantinedPlugin"][];
        };
        /**
         * AuditPage
         * @description Entries, newest first.
         */
        AuditPage: {
            items: components["schemas"]["AuditView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * AuditView
         * @description Something that someone did.
         */
        AuditView: {
            /** @description Kind and verb: `connection.update`. */
            action: string;
            actor: string;
            address: string;
            /** Format: date-time */
            at: string;
            category: components["schemas"]["Category"];
            /** @description Path to `before` and `after`, secrets masked. */
            details: {
                [key: string]: unknown;
            };
            digest: string;
            /** Place in the chain */
            number: number;
            /** @description `connection:warehouse` */
            target: string;
            /** @description Null for what concerns the installation. */
            workspace_id: string | null;
        };
        /**
         * Before
         * @description What is before pipelines now.
         */
        Before: {
            /** @description Unread messages. */
            lag: number;
            /** @description Read and not settled. */
            pending: number;
            /** @description Waiting for a further attempt. */
            scheduled: number;
        };
        /** Begun */
        Begun: {
            /** @description Of the run, and of its message. */
            id: string;
        };
        /**
         * Category
         * @description Kinds of audited events.
         * @enum {string}
         */
        Category: "AUTH" | "ADMIN" | "SECURITY" | "DATA";
        /**
         * ChangedConfigDocument
         * @description A stored connection, with another configuration.
         * @default {
         *       "config": null
         *     }
         * @example {
         *       "config": {
         *         "host": "db2.example.com",
         *         "password": "********"
         *       }
         *     }
         */
        ChangedConfigDocument: {
            /**
             * Configuration
             * @description Tried instead of the stored one; secrets that are masked or left out are the stored ones.
             */
            config?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * CheckView
         * @description One thing that a test looked at.
         */
        CheckView: {
            latency_ms: number | null;
            message: string;
            name: string;
            ok: boolean;
            /** @description What to do if it is not in order. */
            remedy: string;
        };
        /**
         * ChunkView
         * @description What became of some of the letters that were acted on together.
         */
        ChunkView: {
            /** @description How many were replayed or discarded by this request. */
            done: number;
            /** @description `cursor` of the request that goes on; null when all are done. */
            next: string | null;
            /** @description From when on the next request's letters are delivered, by the rate. */
            next_due_at: string | null;
            /** @description Letter id to why it was left as it is. */
            refused: {
                [key: string]: string;
            };
            /** @description How many letters wait that the filter describes, those that were refused among them. */
            waiting: number;
        };
        /**
         * ComparisonView
         * @description How a run would go on another version.
         */
        ComparisonView: {
            changed: boolean;
            /** @description Why it would fail; empty if it would not. */
            reason: string;
            result_after: unknown;
            result_before: unknown;
            run: string;
            steps: components["schemas"]["StepChangeView"][];
            version_after: number;
            version_before: number;
        };
        /**
         * ConnectionPage
         * @description Connections by name.
         */
        ConnectionPage: {
            items: components["schemas"]["ConnectionView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * ConnectionTrialDocument
         * @description A connection that need not be stored.
         * @example {
         *       "connector": "acme-sql",
         *       "config": {
         *         "host": "db.example.com",
         *         "password": "secret"
         *       }
         *     }
         */
        ConnectionTrialDocument: {
            /**
             * Configuration
             * @default {}
             */
            config?: {
                [key: string]: unknown;
            };
            /** Connector */
            connector: string;
            /**
             * Name
             * @description Has no effect: forms may send what they would store.
             * @default
             */
            name?: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * ConnectionTrialView
         * @description What a test found.
         */
        ConnectionTrialView: {
            checks: components["schemas"]["CheckView"][];
            /** @description Of the whole test. */
            latency_ms: number;
            ok: boolean;
        };
        /**
         * ConnectionView
         * @description One configured connector.
         * @example {
         *       "id": "01a209ef-660d-7561-86a6-651d604f81d5",
         *       "name": "warehouse",
         *       "connector": "acme-sql",
         *       "config": {
         *         "host": "db.example.com",
         *         "password": "********"
         *       },
         *       "via_agent": "plant-7",
         *       "fault": "",
         *       "version": 1
         *     }
         */
        ConnectionView: {
            /** @description As the connector's form describes it; secrets are masked. */
            config: {
                [key: string]: unknown;
            };
            connector: string;
            /** @description Why its connector cannot be used: not installed, or in quarantine; else empty. */
            fault: string;
            id: string;
            name: string;
            version: number;
            /** @description Name of the agent that it is reached through. */
            via_agent: string | null;
        };
        /**
         * ConnectorList
         * @description What is installed.
         */
        ConnectorList: {
            items: components["schemas"]["ConnectorView"][];
            quarantined: components["schemas"]["QuarantineView"][];
            /** @description Installed, but not named by `NEXUS_PLUGINS_ALLOW`. */
            refused: string[];
        };
        /**
         * ConnectorView
         * @description A connector.
         */
        ConnectorView: {
            /** @description What is true of each operation; `*` of all. */
            capabilities: {
                [key: string]: string[];
            };
            /** @description What its certificate says, in a line; empty if it has none. */
            certificate: string;
            /** @description Path of its connections' resource: `/api/destinations`. */
            collection: string;
            /** @description JSON Schema of its configuration, for forms. */
            config_schema: {
                [key: string]: unknown;
            };
            /** @description The plugin contract that it was written for. */
            contract: string;
            /** @description Markdown. */
            docs: string;
            family: string;
            /** @description SVG, or empty. */
            icon: string;
            name: string;
            /** @description What a pipeline may do with it. */
            operations: string[];
            /** @description JSON Schema of a pipeline's `options`. */
            options_schema: {
                [key: string]: unknown;
            } | null;
            package: string;
            plugin: string;
            /** @description source, sink, query, browse */
            roles: string[];
            title: string;
            /** Version of the package */
            version: string;
        };
        /**
         * Counted
         * @description Counts over the span.
         */
        Counted: {
            accepted: number;
            /** @description Deliveries that became dead letters. */
            dead: number;
            delivered: number;
            duplicates: number;
            /** @description Attempts that are made again. */
            failed: number;
            /** @description Held back by a pipeline's condition. */
            filtered: number;
            latency: components["schemas"]["Quantiles"];
            /** @description Requests; by reason in `refused_by`. */
            refused: number;
            refused_by: {
                [key: string]: number;
            };
            write: components["schemas"]["Quantiles"];
        };
        /**
         * Credentials
         * @description A user's name and password.
         * @example {
         *       "username": "mara",
         *       "password": "correct horse battery"
         *     }
         */
        Credentials: {
            /**
             * Password
             * Format: password
             */
            password: string;
            /** User name */
            username: string;
        };
        /**
         * Dedup
         * @description By what a resend is recognised.
         * @enum {string}
         */
        Dedup: "off" | "message_id" | "content";
        /**
         * DefinitionFault
         * @description Something that is wrong with a definition.
         */
        DefinitionFault: {
            message: string;
            path: string;
        };
        /**
         * DifferencesView
         * @description How two versions differ.
         */
        DifferencesView: {
            changes: components["schemas"]["DifferenceView"][];
            earlier: number;
            later: number;
        };
        /**
         * DifferenceView
         * @description A place at which two versions differ.
         */
        DifferenceView: {
            /** @description Null where there is nothing. */
            after: unknown;
            /** @description Null where there was nothing. */
            before: unknown;
            /** @description `pipelines[0].key`, or `pipelines[orders-to-crm]` where a list has grown or shrunk. */
            path: string;
        };
        /**
         * DiscardDocument
         * @description Why a letter is given up.
         * @example {
         *       "reason": "test data of the 3rd"
         *     }
         */
        DiscardDocument: {
            /**
             * Reason
             * @description For the audit log.
             */
            reason: string;
        };
        /**
         * DiscardManyDocument
         * @description Letters to be discarded together, some with each request.
         * @example {
         *       "filter": {
         *         "pipeline": "orders-to-crm"
         *       },
         *       "reason": "the CRM has them by now"
         *     }
         */
        DiscardManyDocument: {
            /**
             * Cursor
             * @description `next` of the request before
             */
            cursor?: string | null;
            filter?: components["schemas"]["LetterFilterDocument"];
            /**
             * Most letters of this request
             * @default 1000
             */
            limit?: number;
            /**
             * Reason
             * @description For the audit log.
             */
            reason: string;
        };
        /**
         * EditDocument
         * @description A payload in the place of the letter's own.
         * @example {
         *       "payload": {
         *         "id": 7,
         *         "customer": {
         *           "iban": "********"
         *         },
         *         "total": "12.50"
         *       }
         *     }
         */
        EditDocument: {
            /**
             * Payload
             * @description Any JSON. ******** where something is masked stands for what is there. Left out: the letter's own.
             */
            payload?: unknown;
        };
        /** Fault */
        Fault: {
            /**
             * @description Which message of the batch.
             * @default 0
             */
            index?: number;
            message: string;
            /** @description Where in the message: `items[0].sku`. */
            path: string;
        };
        /**
         * FaultView
         * @description One thing that is wrong.
         */
        FaultView: {
            message: string;
            path: string;
        };
        /**
         * FieldDocument
         * @description One field of the payloads of an application, or of a subscription of a source.
         */
        FieldDocument: {
            /**
             * Permitted values
             * @default []
             */
            enum?: unknown[];
            /** Greatest value */
            max?: number | null;
            /** Most characters or items */
            max_length?: number | null;
            /** Least value */
            min?: number | null;
            /** Fewest characters or items */
            min_length?: number | null;
            /**
             * Name
             * @description Dotted path into the payload: customer.email, items[].sku
             */
            name: string;
            /**
             * May be null
             * @default true
             */
            nullable?: boolean;
            /**
             * Pattern
             * @description RE2 expression that the text must match
             */
            pattern?: string | null;
            /**
             * Required
             * @default false
             */
            required?: boolean;
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Type
             * @default any
             * @enum {string}
             */
            type?: "string" | "integer" | "decimal" | "float" | "boolean" | "date" | "time" | "timestamp" | "json" | "uuid" | "bytes" | "object" | "array" | "any";
        };
        /**
         * FieldsDocument
         * @description The fields of an application's messages.
         * @example {
         *       "fields": [
         *         {
         *           "name": "id",
         *           "type": "integer",
         *           "required": true
         *         },
         *         {
         *           "name": "customer.email",
         *           "type": "string"
         *         }
         *       ]
         *     }
         */
        FieldsDocument: {
            /** Fields */
            fields: components["schemas"]["FieldDocument"][];
        };
        /**
         * FieldSpec
         * @description One field of an application's schema.
         */
        FieldSpec: {
            enum: unknown[];
            max: number | null;
            max_length: number | null;
            min: number | null;
            min_length: number | null;
            name: string;
            nullable: boolean;
            pattern: string | null;
            required: boolean;
            title: string;
            type: string;
        };
        /**
         * FieldsView
         * @description The fields of an application's messages.
         */
        FieldsView: {
            fields: components["schemas"]["FieldDocument"][];
        };
        /**
         * File config
         * @description A folder.
         * @example {
         *       "folder": "/srv/inbox"
         *     }
         */
        FileConfig: {
            /**
             * Where they go
             * @default done
             */
            done_folder?: string;
            /**
             * Where files go that cannot be read
             * @description With a .reason.txt beside each.
             * @default failed
             */
            failed_folder?: string;
            /**
             * Files
             * @description What workflows can take messages from.
             * @default []
             */
            files?: {
                /**
                 * Take fields that are not listed
                 * @default true
                 */
                allow_unknown?: boolean;
                /**
                 * Columns
                 * @description Their names; without them the first row of each file names them.
                 * @default []
                 */
                columns?: string[];
                /**
                 * Delimiter
                 * @description Of CSV; TSV has the tab.
                 * @default ,
                 */
                delimiter?: string;
                /**
                 * Empty cells
                 * @description Become an empty text, null, or are left out.
                 * @default null
                 * @enum {unknown}
                 */
                empty?: "text" | "null" | "omit";
                /**
                 * Encoding
                 * @default utf-8
                 * @enum {unknown}
                 */
                encoding?: "utf-8" | "iso-8859-1" | "windows-1252";
                /**
                 * Fields
                 * @description What messages must look like; others become dead letters.
                 * @default []
                 */
                fields?: {
                    /**
                     * Permitted values
                     * @default []
                     */
                    enum?: unknown[];
                    /** Greatest value */
                    max?: number | null;
                    /** Most characters or items */
                    max_length?: number | null;
                    /** Least value */
                    min?: number | null;
                    /** Fewest characters or items */
                    min_length?: number | null;
                    /**
                     * Name
                     * @description Dotted path into the payload: customer.email, items[].sku
                     */
                    name: string;
                    /**
                     * May be null
                     * @default true
                     */
                    nullable?: boolean;
                    /**
                     * Pattern
                     * @description RE2 expression that the text must match
                     */
                    pattern?: string | null;
                    /**
                     * Required
                     * @default false
                     */
                    required?: boolean;
                    /**
                     * Title
                     * @default
                     */
                    title?: string;
                    /**
                     * Type
                     * @default any
                     * @enum {string}
                     */
                    type?: "string" | "integer" | "decimal" | "float" | "boolean" | "date" | "time" | "timestamp" | "json" | "uuid" | "bytes" | "object" | "array" | "any";
                }[];
                /**
                 * Format
                 * @description Excel needs nexus-file[excel].
                 * @default csv
                 * @enum {unknown}
                 */
                format?: "csv" | "tsv" | "jsonl" | "xlsx";
                /**
                 * Name
                 * @description What workflows name it by.
                 */
                name: string;
                /**
                 * Files
                 * @description * stands for any characters, ? for one.
                 */
                pattern: string;
                /**
                 * Sheet
                 * @description Of Excel files; without it the first.
                 */
                sheet?: string | null;
                /**
                 * Rows to skip
                 * @description Before the names, or the first row.
                 * @default 0
                 */
                skip_rows?: number;
            }[];
            /**
             * Folder
             * @description Absolute; must exist, and Nexus may read and write in it.
             */
            folder: string;
            /**
             * Longest row
             * @description Bytes. A longer one is a bad row: this is also what an unclosed quote costs.
             * @default 1048576
             */
            max_record_bytes?: number;
            /**
             * Look every
             * @description Seconds.
             * @default 1
             */
            poll_s?: number;
            /**
             * Settle time
             * @description A file is taken when it has not changed for so many seconds. Writers that rename a finished file need 0.
             * @default 2
             */
            settle_s?: number;
            /**
             * Files that are done
             * @default move
             * @enum {unknown}
             */
            when_done?: "move" | "delete";
        };
        /**
         * Files connection
         * @example {
         *       "name": "my-file",
         *       "connector": "file",
         *       "config": {
         *         "folder": "/srv/inbox"
         *       }
         *     }
         */
        FileConnection: {
            config: components["schemas"]["FileConfig"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            connector: "file";
            /** Name */
            name: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * GroupList
         * @description Groups, the largest first.
         */
        GroupList: {
            items: components["schemas"]["GroupView"][];
        };
        /**
         * GroupView
         * @description Letters that died of the same thing in one pipeline.
         */
        GroupView: {
            count: number;
            fingerprint: string;
            /** Format: date-time */
            first_at: string;
            /** Format: date-time */
            last_at: string;
            pipeline: string | null;
            pipeline_id: string;
            /** @description Of the youngest. */
            reason: string;
            workflow: string | null;
            workflow_id: string;
        };
        /**
         * GuaranteeView
         * @description What holds for what a pipeline delivers.
         */
        GuaranteeView: {
            level: components["schemas"]["Level"];
            ordered: boolean;
            /** @description For people. */
            text: string;
        };
        /**
         * Hana config
         * @description Settings of an SAP HANA connection.
         * @example {
         *       "host": "host",
         *       "username": "username"
         *     }
         */
        HanaConfig: {
            /**
             * Connect timeout (s)
             * @default 5
             */
            connect_timeout_s?: number;
            /**
             * Host
             * @description Name or address of the server.
             */
            host: string;
            /**
             * Lock timeout (s)
             * @description How long a write waits for rows that others have locked before it is tried again later.
             * @default 10
             */
            lock_timeout_s?: number;
            /**
             * Password
             * Format: password
             */
            password?: string | null;
            /**
             * Connections
             * @description Most connections that each Nexus process keeps.
             * @default 10
             */
            pool_size?: number;
            /**
             * Port
             * @description The SQL port of the tenant database itself (3NN15, 3NN41 …), or 443 for SAP HANA Cloud.
             * @default 30015
             */
            port?: number;
            /**
             * Schema
             * @description Where tables without a schema are looked for, in its true case; empty for the user's own.
             * @default
             */
            schema?: string;
            /**
             * Statement timeout (s)
             * @description A statement that takes longer is cancelled and tried again later.
             * @default 60
             */
            statement_timeout_s?: number;
            /**
             * TLS
             * @description verify-full checks the server's certificate and name; disable only in a trusted network.
             * @default verify-full
             * @enum {unknown}
             */
            tls?: "disable" | "require" | "verify-ca" | "verify-full";
            /**
             * Certificate authority
             * @description PEM certificates that the server's is checked against; empty for those of the system.
             * @default
             */
            tls_ca?: string;
            /**
             * Name in the certificate
             * @description The name that the server's certificate has, where it is not the host's.
             * @default
             */
            tls_server_name?: string;
            /** User */
            username: string;
        };
        /** Health */
        Health: {
            /** @description By name: `ok`, `required`, and what there is to say: `message`, `remedy`, figures. */
            dependencies: {
                [key: string]: {
                    [key: string]: unknown;
                };
            };
            /** @description `ok`, `degraded` (messages are taken all the same) or `unavailable`. */
            status: string;
        };
        /**
         * InferredFieldView
         * @description A field that the messages have.
         */
        InferredFieldView: {
            name: string;
            nullable: boolean;
            required: boolean;
            type: string;
        };
        /**
         * InstanceView
         * @description One instance of a source.
         */
        InstanceView: {
            instance: number;
            /** @description When the last message came. */
            last_at: string | null;
            /** @description Taken by this process. */
            messages: number;
            /** @description Why it does not run, and what to do; empty while it does. */
            reason: string;
            /** @description Name of the process that has it. */
            receiver: string;
            /** @description Of these, how many became dead letters at once. */
            refused: number;
            /** @description When it is tried again. */
            retry_at: string | null;
            /** @description When the state began. */
            since: string | null;
            /** @description starting, running, waiting, backoff, error */
            state: string;
        };
        /**
         * KeyDigest
         * @description A key of an application, as far as one must know it to recognise it.
         */
        KeyDigest: {
            id: string;
            /** @description Of the whole key, in hexadecimal digits. */
            sha256: string;
            valid_until: string | null;
        };
        /**
         * KeyList
         * @description Keys that are valid, newest first.
         */
        KeyList: {
            items: components["schemas"]["KeyView"][];
        };
        /**
         * KeyRotationDocument
         * @description How the former keys end.
         * @default {
         *       "overlap_seconds": 86400
         *     }
         * @example {
         *       "overlap_seconds": 3600
         *     }
         */
        KeyRotationDocument: {
            /**
             * Overlap (s)
             * @description How long former keys stay valid; 0 ends them at once.
             * @default 86400
             */
            overlap_seconds?: number;
        };
        /**
         * KeyView
         * @description An API key, as far as one may know it.
         */
        KeyView: {
            created_at: string | null;
            /** @description The public half: what stands between `nxk_` and the secret part. */
            id: string;
            /** @description End of its overlap; null for the current key. */
            valid_until: string | null;
        };
        /**
         * Kind
         * @description Kinds of things that are measured.
         * @enum {string}
         */
        Kind: "workspace" | "workflow" | "pipeline" | "application" | "connection";
        /**
         * LetterFilterDocument
         * @description Which waiting letters are meant; nothing given means all.
         */
        LetterFilterDocument: {
            /**
             * Application
             * @description Id or name
             */
            application?: string | null;
            /**
             * Fingerprint
             * @description Those that died of this
             */
            fingerprint?: string | null;
            /**
             * Pipeline
             * @description Id or name
             */
            pipeline?: string | null;
            /**
             * Died from this time on
             * @description With zone: 2026-01-31T12:00:00Z
             */
            since?: string | null;
            /**
             * Text
             * @description Part of the reason
             */
            text?: string | null;
            /**
             * Died before this time
             * @description With zone
             */
            until?: string | null;
            /**
             * Workflow
             * @description Id or name
             */
            workflow?: string | null;
        };
        /**
         * LetterPage
         * @description Dead letters, the youngest first.
         */
        LetterPage: {
            items: components["schemas"]["LetterView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * LetterStatus
         * @description What became of a dead letter.
         * @default waiting
         * @enum {string}
         */
        LetterStatus: "waiting" | "replayed" | "discarded";
        /**
         * LetterView
         * @description A delivery that needs a person.
         */
        LetterView: {
            acted_at: string | null;
            /** @description Who replayed or discarded it. */
            acted_by: string;
            application: string | null;
            application_id: string;
            attempts: number;
            /** Format: date-time */
            died_at: string;
            /** @description Equal for letters that died of the same thing. */
            fingerprint: string;
            id: string;
            /** @description `/api/messages/{id}/trace` tells its whole life. */
            message_id: string;
            pipeline: string | null;
            pipeline_id: string;
            /** @description With what the application wants masked as ********. */
            reason: string;
            /** Format: date-time */
            received_at: string;
            status: components["schemas"]["LetterStatus"];
            /** @description Its name; null if it is gone. */
            workflow: string | null;
            workflow_id: string;
        };
        /**
         * Level
         * @description How often a destination sees the effect of a message.
         * @enum {string}
         */
        Level: "exactly_once" | "effectively_once" | "at_least_once";
        /**
         * Listener config
         * @description A server that takes webhooks.
         * @example {}
         */
        ListenerConfig: {
            /**
             * Endpoints
             * @description What workflows can take messages from.
             * @default []
             */
            endpoints?: {
                /**
                 * Take fields that are not listed
                 * @default true
                 */
                allow_unknown?: boolean;
                /**
                 * Fields
                 * @description What messages must look like; others become dead letters.
                 * @default []
                 */
                fields?: {
                    /**
                     * Permitted values
                     * @default []
                     */
                    enum?: unknown[];
                    /** Greatest value */
                    max?: number | null;
                    /** Most characters or items */
                    max_length?: number | null;
                    /** Least value */
                    min?: number | null;
                    /** Fewest characters or items */
                    min_length?: number | null;
                    /**
                     * Name
                     * @description Dotted path into the payload: customer.email, items[].sku
                     */
                    name: string;
                    /**
                     * May be null
                     * @default true
                     */
                    nullable?: boolean;
                    /**
                     * Pattern
                     * @description RE2 expression that the text must match
                     */
                    pattern?: string | null;
                    /**
                     * Required
                     * @default false
                     */
                    required?: boolean;
                    /**
                     * Title
                     * @default
                     */
                    title?: string;
                    /**
                     * Type
                     * @default any
                     * @enum {string}
                     */
                    type?: "string" | "integer" | "decimal" | "float" | "boolean" | "date" | "time" | "timestamp" | "json" | "uuid" | "bytes" | "object" | "array" | "any";
                }[];
                /**
                 * Former secret
                 * Format: password
                 * @description Taken too, while the sender changes over.
                 */
                former_secret?: string | null;
                /**
                 * Header with the id
                 * @description Of the hub scheme, by which a webhook that is sent again is recognised: X-GitHub-Delivery.
                 * @default
                 */
                id_header?: string;
                /**
                 * Name
                 * @description What workflows name it by.
                 */
                name: string;
                /** Path */
                path: string;
                /**
                 * Signature
                 * @description standard: Standard Webhooks. hub: X-Hub-Signature-256, which does not keep old ones from coming again.
                 * @default standard
                 * @enum {unknown}
                 */
                scheme?: "standard" | "hub";
                /**
                 * Secret
                 * Format: password
                 * @description As the sender gives it.
                 */
                secret: string;
            }[];
            /**
             * Listen on
             * @description Put a reverse proxy with TLS before it.
             * @default 127.0.0.1
             */
            host?: string;
            /**
             * Largest webhook
             * @description Bytes.
             * @default 1048576
             */
            max_body_bytes?: number;
            /**
             * Webhooks at once
             * @description That wait until they are stored; above, senders get 503 and come again.
             * @default 1000
             */
            max_waiting?: number;
            /**
             * Port
             * @default 8090
             */
            port?: number;
            /**
             * Rejection log
             * @description A file: one line of JSON for each webhook that was refused; five files of 10 MB at most.
             */
            rejection_log?: string | null;
        };
        /**
         * LogLine
         * @description The end of one attempt to deliver a message to a pipeline.
         * @example {
         *       "id": "0197f2a0-3b5c-7c11-9d7e-2f1f6a0c4b11.0197f29f-1d2e-7c44-8a31-77aa00112233.1",
         *       "message_id": "0197f2a0-3b5c-7c11-9d7e-2f1f6a0c4b11",
         *       "status": "retrying",
         *       "attempt": 1,
         *       "workflow_id": "0197f29f-1d2e-7c44-8a31-77aa00112200",
         *       "workflow": "orders",
         *       "pipeline_id": "0197f29f-1d2e-7c44-8a31-77aa00112233",
         *       "pipeline": "orders-to-warehouse",
         *       "application_id": "0197f29e-0a0b-7c44-8a31-77aa00112244",
         *       "application": "shop",
         *       "received_at": "2026-01-31T12:00:00.012Z",
         *       "started_at": "2026-01-31T12:00:00.020Z",
         *       "finished_at": "2026-01-31T12:00:00.032Z",
         *       "duration_ms": 12,
         *       "reason": "deadlock found when trying to get lock",
         *       "fingerprint": "1f0c22c5aa01b7d9"
         *     }
         */
        LogLine: {
            application: string | null;
            /** @description Of the application, or the connection, that the message came from. */
            application_id: string;
            /** @description 1 at the first delivery. */
            attempt: number;
            /** @description Of the attempt. */
            duration_ms: number;
            /** @description Equal for failures of one kind; else empty. */
            fingerprint: string;
            /** Format: date-time */
            finished_at: string;
            /** @description The same wherever this line is shown: of the page, the stream and the trace. */
            id: string;
            message_id: string;
            pipeline: string | null;
            /** @description `sequence` for a sequential workflow. */
            pipeline_id: string;
            /** @description Why it failed, with what the application wants masked as ********; else empty. */
            reason: string;
            /**
             * Format: date-time
             * @description When the message was accepted.
             */
            received_at: string;
            /** Format: date-time */
            started_at: string;
            status: components["schemas"]["Status"];
            /** @description Its name; null if it is gone. */
            workflow: string | null;
            workflow_id: string;
        };
        /**
         * LogLines
         * @description Lines of the log, the one that ended last first.
         */
        LogLines: {
            items: components["schemas"]["LogLine"][];
            /** @description Cursor of the next page, with what was before; null on the last. */
            next: string | null;
            /** @description Cursor towards the present: what has been added since. Null while nothing was ever found. */
            previous: string | null;
            /** @description A search for a text looks at a bounded number of failures for each page: it has come to this time, and `next` goes on. Null if nothing is left out. */
            searched_to: string | null;
        };
        /**
         * MappingDocument
         * @description How one target field gets its value.
         */
        MappingDocument: {
            /** Default */
            default?: unknown;
            /**
             * Expression
             * @description CEL over payload and message
             */
            expression?: string | null;
            /**
             * Format
             * @description %d.%m.%Y, unix, unix_ms, iso
             */
            format?: string | null;
            /** If missing */
            on_missing?: components["schemas"]["OnNull"] | null;
            /** If null */
            on_null?: components["schemas"]["OnNull"] | null;
            /**
             * Source
             * @description Path: customer.email, items[0].sku, $, message.id
             */
            source?: string | null;
            /**
             * Target
             * @description Field or column; $ for the whole row
             */
            target: string;
            /**
             * Time zone
             * @description For values without one; else UTC
             */
            timezone?: string | null;
            /**
             * Functions
             * @description trim, or {name: round, digits: 2}
             * @default []
             */
            transforms?: unknown[];
            /**
             * Type
             * @enum {unknown}
             */
            type?: "string" | "integer" | "decimal" | "float" | "boolean" | "date" | "time" | "timestamp" | "json" | "uuid" | "bytes" | null;
        };
        /**
         * Me
         * @description The person who is logged in.
         */
        Me: {
            id: string;
            memberships: components["schemas"]["Membership"][];
            /** @description Someone else gave it: ask for a new one first. */
            must_change_password: boolean;
            owner: boolean;
            username: string;
        };
        /**
         * MeasuredPipeline
         * @description A pipeline, or a sequential workflow's only route, whose id is `sequence`.
         */
        MeasuredPipeline: {
            before: components["schemas"]["Before"];
            /** @description closed, open or probing. */
            circuit: string;
            connection_id: string | null;
            /** @description Waiting for a person now. */
            dead_letters: number;
            enabled: boolean;
            id: string;
            name: string;
            totals: components["schemas"]["Counted"];
            workflow: string;
            workflow_id: string;
        };
        /**
         * MeasuredThing
         * @description An application or a connection.
         */
        MeasuredThing: {
            before: components["schemas"]["Before"];
            /** @description Waiting for a person now. */
            dead_letters: number;
            enabled: boolean;
            id: string;
            name: string;
            totals: components["schemas"]["Counted"];
        };
        /**
         * MeasuredWorkflow
         * @description A workflow.
         */
        MeasuredWorkflow: {
            before: components["schemas"]["Before"];
            /** @description Waiting for a person now. */
            dead_letters: number;
            enabled: boolean;
            id: string;
            name: string;
            totals: components["schemas"]["Counted"];
            /** @description Deliveries in equal parts of the span, 30 at most, the latest last. */
            trend: number[];
        };
        /**
         * MemberDocument
         * @description What a member may do.
         * @example {
         *       "role": "admin"
         *     }
         */
        MemberDocument: {
            role: components["schemas"]["Role"];
        };
        /**
         * MemberPage
         * @description Members by name.
         */
        MemberPage: {
            items: components["schemas"]["MemberView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * Membership
         * @description A workspace, and what its member may do there.
         */
        Membership: {
            role: components["schemas"]["Role"];
            title: string;
            /** Name of the workspace */
            workspace: string;
            workspace_id: string;
        };
        /**
         * MemberView
         * @description A member of a workspace.
         */
        MemberView: {
            enabled: boolean;
            role: components["schemas"]["Role"];
            user_id: string;
            username: string;
        };
        /**
         * MessageDocument
         * @description What a sample's message is besides its payload.
         */
        MessageDocument: {
            /**
             * Headers
             * @default {}
             */
            headers?: {
                [key: string]: unknown;
            };
            /**
             * Id
             * @default 01900000-0000-7000-8000-000000000000
             */
            id?: string;
            /**
             * Received (ms since 1970)
             * @default 1767225600000
             */
            received_at?: number;
            /**
             * Source
             * @default preview
             */
            source?: string;
        };
        /**
         * MetricsSummary
         * @description Figures of a workspace over a span of time.
         */
        MetricsSummary: {
            applications: components["schemas"]["MeasuredThing"][];
            attention: components["schemas"]["Attention"];
            before: components["schemas"]["Before"];
            connections: components["schemas"]["MeasuredThing"][];
            id: string;
            kind: components["schemas"]["Kind"];
            pipelines: components["schemas"]["MeasuredPipeline"][];
            resolution_s: number;
            series: components["schemas"]["Series"];
            /** Format: date-time */
            since: string;
            totals: components["schemas"]["Counted"];
            /** Format: date-time */
            until: string;
            workflows: components["schemas"]["MeasuredWorkflow"][];
        };
        /**
         * MissedRuns
         * @description What becomes of the times of a schedule that passed while no worker was there.
         * @enum {string}
         */
        MissedRuns: "skip" | "once" | "all";
        /**
         * Mode
         * @description How a workflow treats a message.
         * @enum {string}
         */
        Mode: "fan_out" | "sequential";
        /**
         * Mqtt config
         * @description An MQTT broker.
         * @example {
         *       "host": "host"
         *     }
         */
        MqttConfig: {
            /**
             * Client id
             * @description Without it one that stays the same. With several instances -0, -1 … is added.
             */
            client_id?: string | null;
            /**
             * Host
             * @description Name or address of the broker.
             */
            host: string;
            /**
             * Instances
             * @description So many clients share the subscriptions, on as many receivers as there are; order is then not kept.
             * @default 1
             */
            instances?: number;
            /**
             * Keep alive
             * @description Seconds.
             * @default 30
             */
            keep_alive?: number;
            /**
             * Messages in flight
             * @description So many may come before the first is acknowledged (MQTT 5; with 3.1.1 the broker's setting counts).
             * @default 2000
             */
            max_inflight?: number;
            /**
             * Password
             * Format: password
             */
            password?: string | null;
            /**
             * Path
             * @description For WebSocket.
             * @default /mqtt
             */
            path?: string;
            /**
             * Port
             * @description Without it 1883, 8883 with TLS; for WebSocket 80 and 443.
             */
            port?: number | null;
            /**
             * Session expiry
             * @description Seconds that the broker keeps the session, and what is queued in it, while no receiver is connected.
             * @default 604800
             */
            session_expiry?: number;
            /**
             * Share group
             * @description Subscribe as $share/GROUP/…: with others of that group, each message goes to one.
             */
            share?: string | null;
            /**
             * Subscriptions
             * @description What workflows can take messages from.
             * @default []
             */
            subscriptions?: {
                /**
                 * Take fields that are not listed
                 * @default true
                 */
                allow_unknown?: boolean;
                /**
                 * Csv
                 * @description How payloads of the format csv are read: each row is a message of its own.
                 * @default {
                 *       "delimiter": ",",
                 *       "columns": []
                 *     }
                 */
                csv?: {
                    /**
                     * Columns
                     * @description Names of the columns; without them the first row of each payload names them.
                     * @default []
                     */
                    columns?: string[];
                    /**
                     * Delimiter
                     * @default ,
                     */
                    delimiter?: string;
                };
                /**
                 * Fields
                 * @description What messages must look like; others become dead letters.
                 * @default []
                 */
                fields?: {
                    /**
                     * Permitted values
                     * @default []
                     */
                    enum?: unknown[];
                    /** Greatest value */
                    max?: number | null;
                    /** Most characters or items */
                    max_length?: number | null;
                    /** Least value */
                    min?: number | null;
                    /** Fewest characters or items */
                    min_length?: number | null;
                    /**
                     * Name
                     * @description Dotted path into the payload: customer.email, items[].sku
                     */
                    name: string;
                    /**
                     * May be null
                     * @default true
                     */
                    nullable?: boolean;
                    /**
                     * Pattern
                     * @description RE2 expression that the text must match
                     */
                    pattern?: string | null;
                    /**
                     * Required
                     * @default false
                     */
                    required?: boolean;
                    /**
                     * Title
                     * @default
                     */
                    title?: string;
                    /**
                     * Type
                     * @default any
                     * @enum {string}
                     */
                    type?: "string" | "integer" | "decimal" | "float" | "boolean" | "date" | "time" | "timestamp" | "json" | "uuid" | "bytes" | "object" | "array" | "any";
                }[];
                /**
                 * Format
                 * @description json: as it is. raw: text becomes a JSON string. csv: each row becomes an object. base64: bytes as a string.
                 * @default json
                 * @enum {unknown}
                 */
                format?: "json" | "raw" | "csv" | "base64";
                /**
                 * Path of the sender's message id
                 * @description A message that comes again is then taken once.
                 */
                message_id_path?: string | null;
                /**
                 * User property with the message id
                 * @description The same, where publishers send it as an MQTT 5 user property.
                 */
                message_id_property?: string | null;
                /**
                 * Name
                 * @description What workflows name it by.
                 */
                name: string;
                /**
                 * QoS
                 * @description 1: the broker keeps a message until it is stored here. 0: what comes while nothing can be stored is lost.
                 * @default 1
                 * @enum {unknown}
                 */
                qos?: 0 | 1;
                /**
                 * Retained messages
                 * @description Take what the broker has kept when the subscription is made.
                 * @default true
                 */
                retained?: boolean;
                /**
                 * Topic filter
                 * @description + stands for one level, # at the end for all below.
                 */
                topic: string;
            }[];
            /**
             * Time-out
             * @description Seconds for connecting, and for each answer.
             * @default 10
             */
            timeout?: number;
            /**
             * Tls
             * @description How the broker proves who it is, and how Nexus does where the broker asks.
             */
            tls?: {
                /**
                 * Own CA
                 * @description PEM; replaces the public authorities.
                 */
                ca?: string | null;
                /**
                 * Client certificate
                 * @description PEM.
                 */
                client_certificate?: string | null;
                /**
                 * Client key
                 * Format: password
                 * @description PEM.
                 */
                client_key?: string | null;
                /**
                 * Password of the key
                 * Format: password
                 */
                client_key_password?: string | null;
                /**
                 * TLS
                 * @description Encrypt the connection.
                 * @default false
                 */
                enabled?: boolean;
                /**
                 * Verify the certificate
                 * @description Off accepts any broker: for trials only.
                 * @default true
                 */
                verify?: boolean;
            };
            /**
             * Transport
             * @default tcp
             * @enum {unknown}
             */
            transport?: "tcp" | "websockets";
            /** User name */
            username?: string | null;
            /**
             * MQTT version
             * @default 5
             * @enum {unknown}
             */
            version?: "5" | "3.1.1";
        };
        /**
         * MQTT connection
         * @example {
         *       "name": "my-mqtt",
         *       "connector": "mqtt",
         *       "config": {
         *         "host": "host"
         *       }
         *     }
         */
        MqttConnection: {
            config: components["schemas"]["MqttConfig"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            connector: "mqtt";
            /** Name */
            name: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * My sqlconfig
         * @description Settings of a MySQL or MariaDB connection.
         * @example {
         *       "host": "host",
         *       "database": "database",
         *       "username": "username"
         *     }
         */
        MySQLConfig: {
            /**
             * Connect timeout (s)
             * @default 5
             */
            connect_timeout_s?: number;
            /** Database */
            database: string;
            /**
             * Host
             * @description Name or address of the server.
             */
            host: string;
            /**
             * Lock timeout (s)
             * @description How long a write waits for rows that others have locked before it is tried again later.
             * @default 10
             */
            lock_timeout_s?: number;
            /**
             * Password
             * Format: password
             */
            password?: string | null;
            /**
             * Connections
             * @description Most connections that each Nexus process keeps.
             * @default 10
             */
            pool_size?: number;
            /**
             * Port
             * @default 3306
             */
            port?: number;
            /**
             * Statement timeout (s)
             * @description A statement that takes longer is cancelled and tried again later.
             * @default 60
             */
            statement_timeout_s?: number;
            /**
             * TLS
             * @description verify-full checks the server's certificate and name: use it outside of a trusted network.
             * @default prefer
             * @enum {unknown}
             */
            tls?: "disable" | "prefer" | "require" | "verify-ca" | "verify-full";
            /**
             * Certificate authority
             * @description PEM certificates that the server's is checked against; empty for those of the system.
             * @default
             */
            tls_ca?: string;
            /** User */
            username: string;
        };
        /**
         * MySQL / MariaDB connection
         * @example {
         *       "name": "my-mysql",
         *       "connector": "mysql",
         *       "config": {
         *         "host": "host",
         *         "database": "database",
         *         "username": "username"
         *       }
         *     }
         */
        MysqlConnection: {
            config: components["schemas"]["MySQLConfig"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            connector: "mysql";
            /** Name */
            name: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * NamePage
         * @description Names, sorted.
         */
        NamePage: {
            items: string[];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * NewApplication
         * @description An application with its key and its master secret: shown this once.
         */
        NewApplication: {
            application: components["schemas"]["ApplicationView"];
            /** @description For the header `X-API-Key`. */
            key: string;
            /** @description Base64; payload encryption derives its keys from it. */
            master_secret: string;
        };
        /**
         * NewPassword
         * @description A password for a user.
         * @example {
         *       "password": "correct horse battery"
         *     }
         */
        NewPassword: {
            /**
             * Password
             * Format: password
             * @description 8 to 1024 characters.
             */
            password: string;
        };
        /**
         * NewUserDocument
         * @description A new user, with the first password.
         * @example {
         *       "username": "uwe",
         *       "password": "correct horse battery",
         *       "roles": {
         *         "default": "user"
         *       }
         *     }
         */
        NewUserDocument: {
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Owner
             * @description May manage users and workspaces.
             * @default false
             */
            owner?: boolean;
            /**
             * Password
             * Format: password
             * @description 8 to 1024 characters.
             */
            password: string;
            /**
             * Roles
             * @description Role by workspace, named by name or id.
             * @default {}
             */
            roles?: {
                [key: string]: components["schemas"]["Role"];
            };
            /** User name */
            username: string;
        };
        /**
         * OnNull
         * @description What happens to a target whose value is null or missing.
         * @enum {string}
         */
        OnNull: "null" | "skip" | "default" | "reject";
        /**
         * OpenCircuitView
         * @description A pipeline whose destination is away.
         */
        OpenCircuitView: {
            /** @description A setting is refused: waiting alone does not help. */
            needs_person: boolean;
            pipeline: string;
            pipeline_id: string;
            reason: string;
            /** Format: date-time */
            since: string;
            state: string;
            workflow: string;
            workflow_id: string;
        };
        /**
         * ParameterDocument
         * @description One ``:name`` of a statement.
         */
        ParameterDocument: {
            /**
             * Default
             * @description Where it is not required and not given.
             */
            default?: unknown;
            /** Name */
            name: string;
            /**
             * Required
             * @default true
             */
            required?: boolean;
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Type
             * @default string
             * @enum {string}
             */
            type?: "string" | "integer" | "decimal" | "float" | "boolean" | "date" | "time" | "timestamp" | "json" | "uuid" | "bytes";
        };
        /**
         * ParameterView
         * @description One `:name` of a statement.
         */
        ParameterView: {
            default: unknown;
            name: string;
            required: boolean;
            title: string;
            type: string;
        };
        /**
         * PasswordChange
         * @description A change of one's own password.
         * @example {
         *       "password": "correct horse battery",
         *       "new_password": "a much longer sentence"
         *     }
         */
        PasswordChange: {
            /**
             * New password
             * Format: password
             * @description 8 to 1024 characters.
             */
            new_password: string;
            /**
             * Password that is valid now
             * Format: password
             */
            password: string;
        };
        /**
         * PastReplayDocument
         * @description A part of the retained past, and what is to be done with it.
         * @example {
         *       "pipelines": [
         *         "orders-to-crm"
         *       ],
         *       "since": "2026-01-31T12:00:00Z",
         *       "until": "2026-01-31T13:00:00Z",
         *       "rate": 50
         *     }
         */
        PastReplayDocument: {
            /**
             * As new messages
             * @description Under new message ids, so that neither a ledger nor an idempotency key takes them for known.
             * @default false
             */
            as_new?: boolean;
            /**
             * Count only
             * @default false
             */
            dry_run?: boolean;
            /**
             * Most messages of this piece
             * @default 1000
             */
            limit?: number;
            /**
             * Messages
             * @description Only these, by id; at most 1,000.
             * @default []
             */
            messages?: string[];
            /**
             * Pipelines
             * @description Names or ids; all without it.
             * @default []
             */
            pipelines?: string[];
            /**
             * Deliveries per second and pipeline
             * @default 100
             */
            rate?: number;
            /**
             * Replay
             * @description Of a piece before, so that this one belongs to it.
             */
            replay?: string | null;
            /**
             * Since
             * @description Time with zone, or stream id; the oldest that is retained without it.
             */
            since?: string | null;
            /**
             * Until
             * @description Time with zone (before it), or stream id (up to it); now without it.
             */
            until?: string | null;
        };
        /**
         * PipelineDocument
         * @description One way out of a fan-out workflow.
         */
        PipelineDocument: {
            /**
             * Condition
             * @description CEL; other messages are filtered
             */
            condition?: string | null;
            /**
             * Destination
             * @description Name of a connection
             */
            destination: string;
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Id
             * @description Of the pipeline as it is, where it gets another name and shall keep its place in the stream
             */
            id?: string | null;
            /**
             * Key
             * @description Fields that identify a row
             * @default []
             */
            key?: string[];
            /**
             * Exactly once (ledger)
             * @default false
             */
            ledger?: boolean;
            /**
             * Mappings
             * @default []
             */
            mappings?: components["schemas"]["MappingDocument"][];
            /** Most retries */
            max_retries?: number | null;
            /** Name */
            name: string;
            /** Operation */
            operation: string;
            /**
             * Options
             * @default {}
             */
            options?: {
                [key: string]: unknown;
            };
            /**
             * Ordered by
             * @description Path; messages with the same value there arrive in their order, and none overtakes another
             */
            ordered_by?: string | null;
            /**
             * Update only fields that the payload has
             * @default false
             */
            partial?: boolean;
            /**
             * Target
             * @description Table, schema.table, or path
             * @default
             */
            target?: string;
        };
        /**
         * PipelineSummary
         * @description A pipeline in a list.
         */
        PipelineSummary: {
            /** @description Why it cannot run; its messages wait. */
            broken: string | null;
            /** @description Name of the connection. */
            destination: string;
            enabled: boolean;
            /** @description Null where it cannot run. */
            guarantee: components["schemas"]["GuaranteeView"] | null;
            id: string;
            name: string;
            operation: string;
        };
        /**
         * PipelineView
         * @description One way out of a fan-out workflow.
         */
        PipelineView: {
            /** @description Why it cannot run; its messages wait. */
            broken: string | null;
            condition: string | null;
            /** @description Name of the connection. */
            destination: string;
            enabled: boolean;
            /** @description Null where it cannot run. */
            guarantee: components["schemas"]["GuaranteeView"] | null;
            id: string;
            key: string[];
            ledger: boolean;
            /** @description Without what is as by default. */
            mappings: components["schemas"]["MappingDocument"][];
            max_retries: number | null;
            name: string;
            operation: string;
            options: {
                [key: string]: unknown;
            };
            ordered_by: string | null;
            partial: boolean;
            target: string;
        };
        /**
         * Postgre sqlconfig
         * @description Settings of a PostgreSQL connection.
         * @example {
         *       "host": "host",
         *       "database": "database",
         *       "username": "username"
         *     }
         */
        PostgreSQLConfig: {
            /**
             * Connect timeout (s)
             * @default 5
             */
            connect_timeout_s?: number;
            /** Database */
            database: string;
            /**
             * Host
             * @description Name or address of the server.
             */
            host: string;
            /**
             * Lock timeout (s)
             * @description How long a write waits for rows that others have locked before it is tried again later.
             * @default 10
             */
            lock_timeout_s?: number;
            /**
             * Password
             * Format: password
             */
            password?: string | null;
            /**
             * Connections
             * @description Most connections that each Nexus process keeps.
             * @default 10
             */
            pool_size?: number;
            /**
             * Port
             * @default 5432
             */
            port?: number;
            /**
             * Schema
             * @description Where tables without a schema are looked for; empty for the user's search path.
             * @default
             */
            schema?: string;
            /**
             * Statement timeout (s)
             * @description A statement that takes longer is cancelled and tried again later.
             * @default 60
             */
            statement_timeout_s?: number;
            /**
             * TLS
             * @description verify-full checks the server's certificate and name: use it outside of a trusted network.
             * @default prefer
             * @enum {unknown}
             */
            tls?: "disable" | "prefer" | "require" | "verify-ca" | "verify-full";
            /**
             * Certificate authority
             * @description PEM certificates that the server's is checked against; empty for those of the system.
             * @default
             */
            tls_ca?: string;
            /** User */
            username: string;
        };
        /**
         * PostgreSQL connection
         * @example {
         *       "name": "my-postgresql",
         *       "connector": "postgresql",
         *       "config": {
         *         "host": "host",
         *         "database": "database",
         *         "username": "username"
         *       }
         *     }
         */
        PostgresqlConnection: {
            config: components["schemas"]["PostgreSQLConfig"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            connector: "postgresql";
            /** Name */
            name: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * PreviewDocument
         * @description Samples, and what they are tried with.
         * @example {
         *       "samples": [
         *         {
         *           "id": 1,
         *           "customer": {
         *             "email": " Ada@Example.com "
         *           }
         *         }
         *       ]
         *     }
         */
        PreviewDocument: {
            /**
             * Draft
             * @description Without it, the workflow as it is saved.
             */
            definition?: components["schemas"]["WorkflowDocument"] | null;
            /**
             * Message
             * @description What samples are besides.
             */
            message?: components["schemas"]["MessageDocument"] | null;
            /**
             * Outputs
             * @description By step: what steps that reach outside are taken to yield.
             * @default {}
             */
            outputs?: {
                [key: string]: unknown;
            };
            /**
             * Pipelines
             * @description Names; all without it.
             * @default []
             */
            pipelines?: string[];
            /**
             * Samples
             * @description Payloads; at most 100.
             */
            samples: unknown[];
        };
        /**
         * PreviewView
         * @description What would become of a letter that is replayed now.
         */
        PreviewView: {
            faults: components["schemas"]["FaultView"][];
            /** @description The pipeline's condition would hold it back. */
            filtered: boolean;
            /** @description What the pipeline's mapping makes of it, masked; null for sequential workflows. */
            mapped: unknown;
            /** @description It may be replayed. */
            ok: boolean;
            /** @description What would be delivered, masked. */
            payload: unknown;
        };
        /** ProblemDocument */
        ProblemDocument: {
            detail: string;
            errors?: components["schemas"]["Fault"][];
            status: number;
            title: string;
            type: string;
        };
        /**
         * Quantiles
         * @description How long something took, estimated from a histogram; null where nothing was measured.
         */
        Quantiles: {
            count: number;
            mean_ms: number | null;
            p50_ms: number | null;
            p90_ms: number | null;
            p99_ms: number | null;
        };
        /**
         * QuarantinedPlugin
         * @description A plugin that cannot be used.
         */
        QuarantinedPlugin: {
            plugin: string;
            reason: string;
            remedy: string;
        };
        /**
         * QuarantineView
         * @description A plugin that cannot be used; all others work.
         */
        QuarantineView: {
            package: string;
            plugin: string;
            reason: string;
            remedy: string;
            stage: string;
        };
        /**
         * QueryDocument
         * @description A SELECT that applications may run under its slug.
         * @example {
         *       "slug": "open-orders",
         *       "connection": "warehouse",
         *       "statement": "SELECT id, total FROM orders WHERE customer = :customer",
         *       "parameters": [
         *         {
         *           "name": "customer",
         *           "type": "integer"
         *         }
         *       ],
         *       "applications": [
         *         "shop"
         *       ]
         *     }
         */
        QueryDocument: {
            /**
             * Applications
             * @description Whose key may run it, by name or id.
             * @default []
             */
            applications?: string[];
            /**
             * Cached for
             * @description Seconds that an answer is given again; 0 asks each time.
             * @default 0
             */
            cache_seconds?: number;
            /**
             * Connection
             * @description Name or id of what is read.
             */
            connection: string;
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Most bytes of one page
             * @default 8388608
             */
            max_bytes?: number;
            /**
             * Most rows of one page
             * @default 1000
             */
            max_limit?: number;
            /**
             * Most rows of one stream
             * @default 1000000
             */
            max_rows?: number;
            /**
             * Parameters
             * @default []
             */
            parameters?: components["schemas"]["ParameterDocument"][];
            /**
             * Slug
             * @description Last part of /query/…
             */
            slug: string;
            /**
             * Statement
             * @description Values come as :name.
             */
            statement: string;
            /**
             * Time limit
             * @description Seconds.
             * @default 30
             */
            timeout_s?: number;
            /**
             * Title
             * @default
             */
            title?: string;
        };
        /**
         * QueryPage
         * @description Queries by slug.
         */
        QueryPage: {
            items: components["schemas"]["QueryView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * QueryParametersDocument
         * @description What a query is run with.
         * @example {
         *       "params": {
         *         "customer": 7
         *       }
         *     }
         */
        QueryParametersDocument: {
            /**
             * Parameters
             * @description Their values, by name.
             * @default {}
             */
            params?: {
                [key: string]: unknown;
            };
        };
        /**
         * QueryResultView
         * @description One page of what a query reads.
         */
        QueryResultView: {
            columns: string[];
            limit: number;
            /** @description There is a next page. */
            more: boolean;
            page: number;
            /** @description Values in the order of the columns. */
            rows: unknown[][];
            /** @description Of all rows, where it was asked for. */
            total: number | null;
        };
        /**
         * QueryView
         * @description A SELECT that applications may run under its slug.
         */
        QueryView: {
            /** Names of the applications that may run it */
            applications: string[];
            cache_seconds: number;
            /** Name of the connection */
            connection: string;
            enabled: boolean;
            id: string;
            max_bytes: number;
            max_limit: number;
            max_rows: number;
            parameters: components["schemas"]["ParameterView"][];
            slug: string;
            statement: string;
            timeout_s: number;
            title: string;
            version: number;
        };
        /**
         * RegistrationDocument
         * @description The key of an agent.
         * @example {
         *       "public_key": "hSDwCYkwp1R0i33ctD73Wg2/Og0mOBr066SpjqqbTmo="
         *     }
         */
        RegistrationDocument: {
            /**
             * Public key
             * @description 32 bytes of X25519 in base64; the agent keeps the private one.
             */
            public_key: string;
        };
        /**
         * ReplayDocument
         * @description Letters to be replayed together, some with each request.
         * @example {
         *       "filter": {
         *         "fingerprint": "1f0c22c5aa01b7d9"
         *       },
         *       "rate": 50
         *     }
         */
        ReplayDocument: {
            /**
             * Cursor
             * @description `next` of the request before
             */
            cursor?: string | null;
            filter?: components["schemas"]["LetterFilterDocument"];
            /**
             * Most letters of this request
             * @default 1000
             */
            limit?: number;
            /**
             * Deliveries per second
             * @default 100
             */
            rate?: number;
        };
        /**
         * ReplayedPipeline
         * @description What becomes of a replay at one pipeline.
         */
        ReplayedPipeline: {
            /** @description When the last of them is delivered. */
            due_at: string | null;
            id: string;
            /** @description Messages of this piece that it has read before; others come to it anyway. */
            matched: number;
            name: string;
            /** @description `since` of the next piece; null if this was the last. */
            next: string | null;
            /** @description What its destination makes of messages that it has seen before. */
            note: string;
            /** @description Those that are delivered again; the others wait for an attempt already. */
            scheduled: number;
        };
        /**
         * ReplayView
         * @description A piece of a replay.
         */
        ReplayView: {
            dry_run: boolean;
            /** @description `since` of the next piece, of the pipelines that have one; null if all is done. */
            next: string | null;
            pipelines: components["schemas"]["ReplayedPipeline"][];
            /** @description Give it with the next piece. */
            replay: string;
        };
        /**
         * RerunDocument
         * @description How a run is run again.
         * @example {
         *       "step": "store",
         *       "payload": {
         *         "id": 7,
         *         "total": 12.5
         *       }
         *     }
         */
        RerunDocument: {
            /**
             * Payload
             * @description In place of the run's; null keeps that.
             */
            payload?: unknown;
            /**
             * From step
             * @description The outputs of the steps before are those of the run. Without it, the first.
             */
            step?: string | null;
            /**
             * Outputs
             * @description In place of those of the run, by step.
             * @default {}
             */
            steps?: {
                [key: string]: unknown;
            };
        };
        /**
         * Rest config
         * @description An HTTP API.
         * @example {
         *       "base_url": "https://api.example.com/v1"
         *     }
         */
        RestConfig: {
            /** Authentication */
            auth?: {
                /**
                 * Type
                 * @default none
                 * @constant
                 */
                type: "none";
            } | {
                /**
                 * Token
                 * Format: password
                 */
                token: string;
                /**
                 * Type
                 * @default bearer
                 * @constant
                 */
                type: "bearer";
            } | {
                /**
                 * Key
                 * Format: password
                 */
                key: string;
                /**
                 * Name
                 * @description Name of the header or query parameter.
                 * @default X-API-Key
                 */
                name?: string;
                /**
                 * Place
                 * @default header
                 * @enum {unknown}
                 */
                place?: "header" | "query";
                /**
                 * Type
                 * @default api_key
                 * @constant
                 */
                type: "api_key";
            } | {
                /**
                 * Password
                 * Format: password
                 */
                password: string;
                /**
                 * Type
                 * @default basic
                 * @constant
                 */
                type: "basic";
                /** User name */
                username: string;
            };
            /**
             * Base URL
             * @description Scheme, host and an optional path that is put before every target.
             */
            base_url: string;
            /**
             * Concurrency
             * @description Most requests at once, over all pipelines.
             * @default 32
             */
            concurrency?: number;
            /**
             * Headers
             * @description Sent with every request.
             */
            headers?: {
                [key: string]: string;
            };
            /**
             * Health path
             * @description Fetched by the connection test.
             */
            health_path?: string | null;
            /**
             * Keep idle connections
             * @description Seconds. Stay below the server's own limit (often 5), or requests meet a closing connection.
             * @default 4
             */
            keep_alive?: number;
            /**
             * Largest response
             * @description Bytes, compressed or not; more is not read.
             * @default 1048576
             */
            max_response_bytes?: number;
            /**
             * Secret headers
             * @description Sent with every request, shown nowhere.
             */
            secret_headers?: {
                [key: string]: string;
            };
            /**
             * Timeouts
             * @description How long each part of a request may take, in seconds.
             */
            timeouts?: {
                /**
                 * Connect
                 * @description TCP and TLS.
                 * @default 5
                 */
                connect?: number;
                /**
                 * Pool
                 * @description Wait for a free connection.
                 * @default 30
                 */
                pool?: number;
                /**
                 * Read
                 * @description Between two pieces of a response.
                 * @default 30
                 */
                read?: number;
                /**
                 * Total
                 * @description A whole request and its response.
                 * @default 60
                 */
                total?: number;
                /**
                 * Write
                 * @description For each piece of a request.
                 * @default 30
                 */
                write?: number;
            };
            /**
             * Tls
             * @description How the server proves who it is, and how Nexus does where the server asks.
             */
            tls?: {
                /**
                 * Own CA
                 * @description PEM; replaces the public authorities.
                 */
                ca?: string | null;
                /**
                 * Client certificate
                 * @description PEM.
                 */
                client_certificate?: string | null;
                /**
                 * Client key
                 * Format: password
                 * @description PEM.
                 */
                client_key?: string | null;
                /**
                 * Password of the key
                 * Format: password
                 */
                client_key_password?: string | null;
                /**
                 * Verify the certificate
                 * @description Off accepts any server: for trials only.
                 * @default true
                 */
                verify?: boolean;
            };
        };
        /**
         * REST API connection
         * @example {
         *       "name": "my-rest",
         *       "connector": "rest",
         *       "config": {
         *         "base_url": "https://api.example.com/v1"
         *       }
         *     }
         */
        RestConnection: {
            config: components["schemas"]["RestConfig"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            connector: "rest";
            /** Name */
            name: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * ResultDocument
         * @description What a sequential run answers with: exactly one of the three.
         */
        ResultDocument: {
            /**
             * Expression
             * @description CEL over payload, message and steps
             */
            expression?: string | null;
            /**
             * Mappings
             * @description As in a transform
             * @default []
             */
            mappings?: {
                [key: string]: unknown;
            }[];
            /**
             * Source
             * @description Path: steps.shape, payload.id, current
             */
            source?: string | null;
        };
        /**
         * Role
         * @description What a member of a workspace may do: all of it, or read.
         * @enum {string}
         */
        Role: "admin" | "user";
        /**
         * RotatedKey
         * @description A new key: shown this once.
         */
        RotatedKey: {
            /** @description Keys that are still valid beside it. */
            former: components["schemas"]["KeyView"][];
            id: string;
            /** @description For the header `X-API-Key`. */
            key: string;
        };
        /**
         * RotatedSecret
         * @description A new version of a master secret: shown this once.
         */
        RotatedSecret: {
            /** @description Versions that are still valid beside it. */
            former: components["schemas"]["SecretVersionView"][];
            /** @description Base64. */
            master_secret: string;
            version: number;
        };
        /**
         * RunDetailView
         * @description A run with all of its steps; what the application wants masked is masked.
         */
        RunDetailView: {
            headers: unknown;
            payload: unknown;
            result: unknown;
            run: components["schemas"]["RunView"];
            steps: components["schemas"]["StepRunView"][];
        };
        /**
         * RunPage
         * @description Runs, those that began last first.
         */
        RunPage: {
            items: components["schemas"]["RunView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * RunView
         * @description One message on its way through a workflow.
         */
        RunView: {
            /** @description When it goes on by itself. */
            due_at: string | null;
            duration_ms: number;
            /** Id of the message */
            id: string;
            /** @description The run that this one repeats. */
            origin: string | null;
            /** @description What it waits for, or why it failed. */
            reason: string;
            received_at: string;
            /** Id of the application, or execute, schedule */
            source: string;
            started_at: string;
            /** accepted, waiting, finished, failed, cancelled */
            status: string;
            /** @description Where it stands, or stood last; empty once it has come to its end. */
            step: string;
            updated_at: string;
            /** Version of the workflow */
            version: number;
            /** Id of the workflow */
            workflow: string;
        };
        /**
         * SampleRequest
         * @description Which messages to look at.
         * @example {
         *       "limit": 20,
         *       "seconds": 5
         *     }
         */
        SampleRequest: {
            /**
             * Most messages
             * @default 20
             */
            limit?: number;
            /**
             * Seconds to wait for them
             * @default 5
             */
            seconds?: number;
            /**
             * Subscription
             * @default
             */
            subscription?: string;
        };
        /**
         * SamplesDocument
         * @description Messages as the application sends them.
         * @example {
         *       "samples": [
         *         {
         *           "id": 1,
         *           "customer": {
         *             "email": "a@example.com"
         *           }
         *         },
         *         {
         *           "id": 2
         *         }
         *       ]
         *     }
         */
        SamplesDocument: {
            /** Messages */
            samples: {
                [key: string]: unknown;
            }[];
        };
        /**
         * SamplesView
         * @description What came, and fields that all of it fits.
         */
        SamplesView: {
            fields: components["schemas"]["InferredFieldView"][];
            samples: components["schemas"]["SampleView"][];
        };
        /**
         * SampleView
         * @description One message as it came.
         */
        SampleView: {
            /** @description Why it could not be read, or empty. */
            error: string;
            /** @description What mappings reach under message.headers. */
            headers: {
                [key: string]: unknown;
            };
            /** @description JSON text; where it could not be read, the bytes as text. */
            payload: string;
        };
        /**
         * SAP HANA connection
         * @example {
         *       "name": "my-sap-hana",
         *       "connector": "sap-hana",
         *       "config": {
         *         "host": "host",
         *         "username": "username"
         *       }
         *     }
         */
        SapHanaConnection: {
            config: components["schemas"]["HanaConfig"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            connector: "sap-hana";
            /** Name */
            name: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * SapNames
         * @description Names, sorted, and the connection that has them.
         */
        SapNames: {
            connection: string;
            items: string[];
        };
        /**
         * SapQuery
         * @description A statement that only reads, for one SAP HANA connection of the workspace.
         * @example {
         *       "connection": "erp",
         *       "sql": "SELECT ORDER_ID, TOTAL FROM ORDERS WHERE CUSTOMER = :customer ORDER BY ORDER_ID",
         *       "params": {
         *         "customer": 42
         *       },
         *       "page": 1,
         *       "limit": 100
         *     }
         */
        SapQuery: {
            /** Name of the connection */
            connection: string;
            /**
             * Rows of a page
             * @default 100
             */
            limit?: number;
            /**
             * Page
             * @default 1
             */
            page?: number;
            /**
             * Values of the parameters
             * @default {}
             */
            params?: {
                [key: string]: unknown;
            };
            /**
             * Statement
             * @description One SELECT, with :name where a parameter goes.
             */
            sql: string;
        };
        /**
         * SapRows
         * @description One page of rows; numbers beyond a float's digits are texts.
         */
        SapRows: {
            columns: string[];
            limit: number;
            more: boolean;
            page: number;
            rows: unknown[][];
        };
        /**
         * SecretRotationDocument
         * @description How the former versions end.
         * @default {
         *       "overlap_seconds": 604800
         *     }
         * @example {
         *       "overlap_seconds": 604800
         *     }
         */
        SecretRotationDocument: {
            /**
             * Overlap (s)
             * @description How long former versions stay valid, for what agents have queued under them; 0 ends them at once.
             * @default 604800
             */
            overlap_seconds?: number;
        };
        /**
         * SecretVersionList
         * @description Versions that are valid, newest first.
         */
        SecretVersionList: {
            items: components["schemas"]["SecretVersionView"][];
        };
        /**
         * SecretVersionView
         * @description A version of a master secret, without the secret.
         */
        SecretVersionView: {
            /** Format: date-time */
            created_at: string;
            /** @description End of its overlap; null for the current version. */
            valid_until: string | null;
            /** @description `kid` of the envelopes that are encrypted under it. */
            version: number;
        };
        /**
         * Series
         * @description Points in order; of every list entry N begins at `since` plus N times `resolution_s`.
         */
        Series: {
            accepted: number[];
            /** @description 0 closed, 1 probing, 2 open. */
            circuit: number[];
            dead: number[];
            delivered: number[];
            duplicates: number[];
            failed: number[];
            filtered: number[];
            /** @description Highest number of unread messages; so are the gauges that follow. */
            lag: number[];
            latency_p50_ms: (number | null)[];
            latency_p99_ms: (number | null)[];
            pending: number[];
            refused: number[];
            scheduled: number[];
            write_p99_ms: (number | null)[];
        };
        /**
         * SourceDocument
         * @description Where messages come from: an application, or a connection that is a source.
         */
        SourceDocument: {
            /** Application */
            application?: string | null;
            /** Connection */
            connection?: string | null;
            /**
             * Subscription
             * @description Name of one subscription of the connection; else all of them
             */
            subscription?: string | null;
        };
        /**
         * SourceList
         * @description Sources by name.
         */
        SourceList: {
            items: components["schemas"]["SourceView"][];
        };
        /**
         * SourceView
         * @description A connection that enabled workflows take messages from.
         */
        SourceView: {
            connector: string;
            id: string;
            instances: components["schemas"]["InstanceView"][];
            name: string;
            /** @description Those that are received. */
            subscriptions: string[];
            /** @description Names of the workflows that take its messages. */
            workflows: string[];
        };
        /**
         * Sqlite config
         * @description Settings of a SQLite connection.
         * @example {
         *       "path": "orders.db"
         *     }
         */
        SQLiteConfig: {
            /**
             * Busy timeout (s)
             * @description How long a write waits for another process's before it is tried again later.
             * @default 10
             */
            busy_timeout_s?: number;
            /**
             * File
             * @description The database file, which must exist; relative paths start at NEXUS_DATA_DIR and stay within it.
             */
            path: string;
            /**
             * Connections
             * @default 4
             */
            pool_size?: number;
            /**
             * Query timeout (s)
             * @default 60
             */
            statement_timeout_s?: number;
            /**
             * Write-ahead log
             * @description Readers go on while a batch is written. Turn it off on network file systems.
             * @default true
             */
            wal?: boolean;
        };
        /**
         * SQLite connection
         * @example {
         *       "name": "my-sqlite",
         *       "connector": "sqlite",
         *       "config": {
         *         "path": "orders.db"
         *       }
         *     }
         */
        SqliteConnection: {
            config: components["schemas"]["SQLiteConfig"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            connector: "sqlite";
            /** Name */
            name: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * Stage
         * @description Where a delivery stands.
         * @enum {string}
         */
        Stage: "waiting" | "in_work" | "scheduled" | "delivered" | "filtered" | "dead" | "replayed" | "discarded" | "settled";
        /**
         * Status
         * @description Where a delivery stands.
         * @enum {string}
         */
        Status: "delivered" | "retrying" | "filtered" | "dead";
        /**
         * StepChangeView
         * @description A step as it ran, and as it would run.
         */
        StepChangeView: {
            after: components["schemas"]["StepRunView"] | null;
            before: components["schemas"]["StepRunView"] | null;
            changed: boolean;
            name: string;
            /** @description It reaches something outside: its answer is that of the run, or the one given. */
            stubbed: boolean;
            /** @description Nothing is known of what it would answer; null was taken. */
            unknown: boolean;
        };
        /**
         * StepDocument
         * @description The part of a step that all step types have; beside it stand its type's own settings.
         */
        StepDocument: {
            /**
             * Items at once
             * @default 4
             */
            concurrency?: number;
            /**
             * For each
             * @description Path of an array: the step runs for each item, as item and index
             */
            for_each?: string | null;
            /**
             * Step after an error
             * @description With on_error: goto
             */
            goto?: string | null;
            /** Most retries */
            max_retries?: number | null;
            /** Name */
            name: string;
            /**
             * Next step
             * @description end to finish; else the one below
             */
            next?: string | null;
            /**
             * On error
             * @default stop
             * @enum {string}
             */
            on_error?: "stop" | "skip" | "retry" | "goto";
            /**
             * On an item's error
             * @default stop
             * @enum {string}
             */
            on_item_error?: "stop" | "skip";
            /**
             * First pause (s)
             * @description Else the workflow's
             */
            retry_base?: number | null;
            /**
             * Longest pause (s)
             * @description Else the workflow's
             */
            retry_cap?: number | null;
            /** Type */
            type: string;
        } & {
            [key: string]: unknown;
        };
        /**
         * StepRunView
         * @description What one step of a run did.
         */
        StepRunView: {
            attempt: number;
            duration_ms: number;
            error: string;
            /** @description What went out: the request, the row; else what the step worked on. */
            input: unknown;
            name: string;
            output: unknown;
            started_at: string;
            /** done, skipped, failed */
            status: string;
        };
        /**
         * StepTypeList
         * @description What is installed, by name.
         */
        StepTypeList: {
            items: components["schemas"]["StepTypeView"][];
        };
        /**
         * StepTypeView
         * @description A kind of step.
         * @example {
         *       "name": "condition",
         *       "title": "Condition",
         *       "doc": "Goes on at one step or another, by an expression that is true or false.",
         *       "settings_schema": {
         *         "type": "object",
         *         "properties": {
         *           "expression": {
         *             "type": "string"
         *           }
         *         }
         *       },
         *       "branches": [
         *         "then",
         *         "otherwise"
         *       ],
         *       "connections": [],
         *       "connectors": [],
         *       "mappings": [],
         *       "expressions": [
         *         "expression"
         *       ],
         *       "effect": false,
         *       "repeatable": false
         *     }
         */
        StepTypeView: {
            /** @description Settings that name a step that it may go to. */
            branches: string[];
            /** @description Settings that name a connection. */
            connections: string[];
            /** @description Connectors that its connections must have; any if none is named. */
            connectors: string[];
            doc: string;
            /** @description It reaches outside, or reads what may change. */
            effect: boolean;
            /** @description Settings that are CEL. */
            expressions: string[];
            /** @description Settings that are mapping rules. */
            mappings: string[];
            name: string;
            /** @description It may have a `for_each`. */
            repeatable: boolean;
            /** @description JSON Schema of its own settings, for forms. */
            settings_schema: {
                [key: string]: unknown;
            };
            title: string;
        };
        /**
         * Sync
         * @description What an agent works with.
         */
        Sync: {
            applications: components["schemas"]["AssignedApplication"][];
            connections: components["schemas"]["AssignedConnection"][];
            id: string;
            name: string;
        };
        /**
         * TableFieldPage
         * @description Fields in their order.
         */
        TableFieldPage: {
            items: components["schemas"]["TableFieldView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * TableFieldView
         * @description A column of a table, or a field of an endpoint.
         */
        TableFieldView: {
            key: boolean;
            name: string;
            /** @description What the system itself calls the type. */
            native: string;
            nullable: boolean;
            /** @description Not nullable, and without a default. */
            required: boolean;
            /** @description The nearest of the types that mappings know. */
            type: string;
        };
        /** Taken */
        Taken: {
            /** @description Messages that were taken. */
            accepted: number;
            /** @description Messages that had been taken before; not taken again. */
            duplicates: number;
            /** @description Message ids in the order of the request; a duplicate's first id; null where it was rejected. */
            ids: (string | null)[];
            /**
             * @description With `?partial=true`: messages that were not valid.
             * @default 0
             */
            rejected?: number;
        };
        /**
         * TracedDelivery
         * @description The message on its way to one pipeline.
         */
        TracedDelivery: {
            /** @description The step at which a scheduled run of a sequential workflow goes on. */
            at_step: string | null;
            /** @description What the log has, oldest first. */
            attempts: components["schemas"]["LogLine"][];
            dead_letter_id: string | null;
            /** @description When that is. */
            due_at: string | null;
            /** @description The steps that it has behind it. */
            finished_steps: string[];
            /** @description How often it was handed to a worker in this attempt; while it is in work. */
            handed_out: number | null;
            /** @description What the pipeline's mapping, as it is now, makes of the payload; masked. */
            mapped: unknown;
            /** @description Why it makes nothing of it. */
            mapping_error: string;
            /** @description Number of the coming attempt; while it is scheduled. */
            next_attempt: number | null;
            pipeline: string | null;
            pipeline_id: string;
            /** @description Why it is scheduled. */
            reason: string;
            stage: components["schemas"]["Stage"];
            /** @description What the run's history has of each step; `/api/runs/{id}` has all of it. */
            steps: components["schemas"]["TracedStep"][];
            /** @description From acceptance to the start of the first attempt. */
            waited_ms: number | null;
            /** @description Its name; null if it is gone. */
            workflow: string | null;
            workflow_id: string;
        };
        /**
         * TracedMessage
         * @description All that is known of one message.
         */
        TracedMessage: {
            application: string | null;
            application_id: string;
            /** @description False if the stream store was away: what is under way is missing then. */
            complete: boolean;
            deliveries: components["schemas"]["TracedDelivery"][];
            /** @description Trace context, topic and the like. */
            headers: unknown;
            message_id: string;
            /** @description Masked as its application wants it; null if it is not retained. */
            payload: unknown;
            /** @description Whether the payload is still there: in the stream, or with a dead letter. */
            payload_retained: boolean;
            /**
             * Format: date-time
             * @description When it was accepted.
             */
            received_at: string;
        };
        /**
         * TracedStep
         * @description What a step of a sequential workflow did with the message, the last time.
         */
        TracedStep: {
            attempt: number;
            duration_ms: number;
            /** @description Why it failed, masked; else empty. */
            error: string;
            name: string;
            /** @description It failed, and the run went on. */
            skipped: boolean;
            /** Format: date-time */
            started_at: string;
        };
        /**
         * TransformList
         * @description What is installed, by name.
         */
        TransformList: {
            items: components["schemas"]["TransformView"][];
        };
        /**
         * TransformParameterView
         * @description One argument of a function.
         */
        TransformParameterView: {
            /** @description What it is if it is not given. */
            default: unknown;
            doc: string;
            name: string;
            required: boolean;
            /** @description `string`, `integer`, `decimal`, `float`, `boolean`, `list`, `map` or `any`. */
            type: string;
        };
        /**
         * TransformView
         * @description A function of a mapping's `transforms`.
         * @example {
         *       "name": "round",
         *       "doc": "Rounds to digits after the point. Example: ('2.345', digits=2) gives Decimal('2.34').",
         *       "returns": "decimal",
         *       "handles_null": false,
         *       "plugin": "core",
         *       "parameters": [
         *         {
         *           "name": "digits",
         *           "type": "integer",
         *           "required": false,
         *           "default": 0,
         *           "doc": "after the point"
         *         }
         *       ]
         *     }
         */
        TransformView: {
            /** @description What it does, with an example. */
            doc: string;
            /** @description It is called with null too; others are not. */
            handles_null: boolean;
            name: string;
            parameters: components["schemas"]["TransformParameterView"][];
            /** @description Which plugin brings it. */
            plugin: string;
            /** @description One of the types that mappings know, or `any`. */
            returns: string;
        };
        /**
         * TrialDocument
         * @description On what a run is tried out; without ``workflow`` and ``version``, on the current version.
         * @example {
         *       "version": 3
         *     }
         */
        TrialDocument: {
            /**
             * Payload
             * @description In place of the run's; null keeps that.
             */
            payload?: unknown;
            /**
             * Answers
             * @description Of steps that reach something outside, by step; else those of the run.
             * @default {}
             */
            stubs?: {
                [key: string]: unknown;
            };
            /**
             * Version
             * @description A saved one.
             */
            version?: number | null;
            /**
             * Draft
             * @description A workflow as files write it.
             */
            workflow?: {
                [key: string]: unknown;
            } | null;
        };
        /**
         * TriedFieldView
         * @description What one rule of a mapping makes of a sample.
         */
        TriedFieldView: {
            /** @description Why the sample does not fit. */
            error: string | null;
            /** @description Type of what is there, in JSON's words; `nothing` where there is nothing. */
            found: string;
            /** @description Of the rule in `mappings`. */
            index: number;
            /** @description Path or expression. */
            path: string;
            /** @description The target stays as it is. */
            skipped: boolean;
            target: string;
            /** @description Of the target; decimals, times and bytes as text. */
            value: unknown;
        };
        /**
         * TriedPipelineView
         * @description What a pipeline makes of a sample.
         */
        TriedPipelineView: {
            /** @description What is wrong with the sample as a whole, or with the condition on it. */
            error: string | null;
            fields: components["schemas"]["TriedFieldView"][];
            /** @description Of the pipeline in `pipelines`. */
            index: number;
            name: string;
            /** @description As far as the rules fit; null where the message is filtered. */
            row: unknown;
            /** @description `mapped`, `filtered`, or `failed`: the message would be a dead letter. */
            status: string;
        };
        /**
         * TriedSampleView
         * @description What a workflow makes of one sample.
         */
        TriedSampleView: {
            pipelines: components["schemas"]["TriedPipelineView"][];
            steps: components["schemas"]["TriedStepView"][];
        };
        /**
         * TriedStepView
         * @description What a step makes of a sample.
         */
        TriedStepView: {
            error: string | null;
            name: string;
            /** @description The step that comes next; null at the end. */
            next: string | null;
            output: unknown;
            /** @description `ran`, `assumed`, `skipped`, `failed`, or `not_run`: it reaches outside. */
            status: string;
            type: string;
        };
        /**
         * UserDocument
         * @description A user, but the password.
         * @example {
         *       "username": "uwe",
         *       "roles": {
         *         "default": "user"
         *       }
         *     }
         */
        UserDocument: {
            /**
             * Enabled
             * @description A user who is disabled is out at once.
             * @default true
             */
            enabled?: boolean;
            /**
             * Owner
             * @description May manage users and workspaces.
             * @default false
             */
            owner?: boolean;
            /**
             * Roles
             * @description Role by workspace, named by name or id.
             * @default {}
             */
            roles?: {
                [key: string]: components["schemas"]["Role"];
            };
            /** User name */
            username: string;
        };
        /**
         * UserPage
         * @description Users by name.
         */
        UserPage: {
            items: components["schemas"]["UserView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * UserView
         * @description A user.
         */
        UserView: {
            enabled: boolean;
            id: string;
            last_login_at: string | null;
            owner: boolean;
            /** Role by name of the workspace */
            roles: {
                [key: string]: components["schemas"]["Role"];
            };
            username: string;
            version: number;
        };
        /**
         * VerificationView
         * @description Whether the chain is as it was written.
         */
        VerificationView: {
            anchor: components["schemas"]["AnchorView"];
            entries: number;
            /** @description What is not as it was written; at most 100. */
            faults: string[];
            ok: boolean;
        };
        /**
         * VersionDetail
         * @description A version of a workflow with its document.
         */
        VersionDetail: {
            author: string;
            definition: components["schemas"]["WorkflowDocument"];
            note: string;
            number: number;
            /** Format: date-time */
            saved_at: string;
        };
        /**
         * VersionPage
         * @description Versions, newest first.
         */
        VersionPage: {
            items: components["schemas"]["VersionView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * VersionView
         * @description A version of a workflow.
         */
        VersionView: {
            author: string;
            note: string;
            number: number;
            /** Format: date-time */
            saved_at: string;
        };
        /**
         * WaitingLettersView
         * @description Dead letters of a pipeline that wait for a person.
         */
        WaitingLettersView: {
            count: number;
            pipeline: string;
            pipeline_id: string;
            workflow: string;
            workflow_id: string;
        };
        /**
         * Webhook config
         * @description An endpoint that takes signed webhooks.
         * @example {
         *       "url": "https://example.com/hooks/orders",
         *       "secret": "your-secret-goes-here"
         *     }
         */
        WebhookConfig: {
            /**
             * Own CA
             * @description PEM; replaces the public authorities.
             */
            ca?: string | null;
            /**
             * Concurrency
             * @description Most requests at once.
             * @default 16
             */
            concurrency?: number;
            /**
             * Former secret
             * Format: password
             * @description While receivers change over, webhooks are signed with both.
             */
            former_secret?: string | null;
            /**
             * Secret
             * Format: password
             * @description Shared with the receiver: whsec_ and base64, or a text of 16 bytes or more.
             */
            secret: string;
            /**
             * Time-out
             * @description Seconds for a whole request.
             * @default 15
             */
            timeout?: number;
            /**
             * URL
             * @description Where webhooks are sent.
             */
            url: string;
        };
        /**
         * Webhook connection
         * @example {
         *       "name": "my-webhook",
         *       "connector": "webhook",
         *       "config": {
         *         "url": "https://example.com/hooks/orders",
         *         "secret": "your-secret-goes-here"
         *       }
         *     }
         */
        WebhookConnection: {
            config: components["schemas"]["WebhookConfig"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            connector: "webhook";
            /** Name */
            name: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * Webhook listener connection
         * @example {
         *       "name": "my-webhook-listener",
         *       "connector": "webhook-listener",
         *       "config": {}
         *     }
         */
        WebhookListenerConnection: {
            config: components["schemas"]["ListenerConfig"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            connector: "webhook-listener";
            /** Name */
            name: string;
            /**
             * Reached through the agent
             * @description Its name.
             */
            via_agent?: string | null;
        };
        /**
         * WholeLetter
         * @description A dead letter with its payload.
         */
        WholeLetter: {
            headers: unknown;
            letter: components["schemas"]["LetterView"];
            /** @description Masked as its application wants it. What is delivered again is whole. */
            payload: unknown;
            /** @description Path of the message's trace. */
            trace: string;
        };
        /**
         * WorkflowDocument
         * @description A workflow; each of ``steps`` has ``name``, ``type`` and its step type's own settings.
         * @example {
         *       "name": "orders",
         *       "sources": [
         *         {
         *           "application": "shop"
         *         }
         *       ],
         *       "pipelines": [
         *         {
         *           "name": "orders-to-warehouse",
         *           "destination": "warehouse",
         *           "operation": "upsert",
         *           "target": "orders",
         *           "key": [
         *             "id"
         *           ],
         *           "mappings": [
         *             {
         *               "source": "id",
         *               "target": "id",
         *               "type": "integer"
         *             },
         *             {
         *               "source": "customer.email",
         *               "target": "email",
         *               "type": "string",
         *               "transforms": [
         *                 "trim",
         *                 "lower"
         *               ]
         *             }
         *           ]
         *         }
         *       ]
         *     }
         */
        WorkflowDocument: {
            /**
             * Description
             * @default
             */
            description?: string;
            /**
             * Enabled
             * @default true
             */
            enabled?: boolean;
            /**
             * Most retries
             * @default 10
             */
            max_retries?: number;
            missed_runs?: components["schemas"]["MissedRuns"];
            mode?: components["schemas"]["Mode"];
            /** Name */
            name: string;
            /**
             * Pipelines
             * @default []
             */
            pipelines?: components["schemas"]["PipelineDocument"][];
            /**
             * Result
             * @description What POST /execute answers with when it is told to wait
             */
            result?: components["schemas"]["ResultDocument"] | null;
            /**
             * Hours that delivered messages stay
             * @default 168
             */
            retention_hours?: number;
            /**
             * First pause (s)
             * @default 1
             */
            retry_base?: number;
            /**
             * Longest pause (s)
             * @default 3600
             */
            retry_cap?: number;
            /**
             * Schedule
             * @description Cron: minute, hour, day, month, weekday
             */
            schedule?: string | null;
            /**
             * Sources
             * @default []
             */
            sources?: components["schemas"]["SourceDocument"][];
            /**
             * Steps
             * @default []
             */
            steps?: components["schemas"]["StepDocument"][];
            /**
             * Time-out (s)
             * @description Of a sequential run, from its first step on
             */
            timeout?: number | null;
            /**
             * Time zone of the schedule
             * @default UTC
             */
            timezone?: string;
        };
        /**
         * WorkflowPage
         * @description Workflows by name.
         */
        WorkflowPage: {
            items: components["schemas"]["WorkflowSummary"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * WorkflowPreview
         * @description What a workflow makes of samples.
         */
        WorkflowPreview: {
            /** @description What is wrong with the definition itself. */
            faults: components["schemas"]["DefinitionFault"][];
            samples: components["schemas"]["TriedSampleView"][];
        };
        /**
         * WorkflowSourceView
         * @description Where messages come from: an application or a connection, by name.
         */
        WorkflowSourceView: {
            application: string | null;
            connection: string | null;
            /** @description Of the connection; all of them without it. */
            subscription: string | null;
        };
        /**
         * WorkflowSummary
         * @description A workflow in a list.
         */
        WorkflowSummary: {
            description: string;
            enabled: boolean;
            id: string;
            mode: components["schemas"]["Mode"];
            name: string;
            pipelines: components["schemas"]["PipelineSummary"][];
            sources: components["schemas"]["WorkflowSourceView"][];
            /** @description Names. */
            steps: string[];
            version: number;
        };
        /**
         * WorkflowView
         * @description A workflow: its document, with defaults; and what follows from it.
         */
        WorkflowView: {
            description: string;
            enabled: boolean;
            /** @description What is wrong by now, since something that it needs is gone. */
            faults: components["schemas"]["DefinitionFault"][];
            id: string;
            max_retries: number;
            missed_runs: components["schemas"]["MissedRuns"];
            mode: components["schemas"]["Mode"];
            name: string;
            /** @description What a person should know about the change that was just made. */
            notes: string[];
            pipelines: components["schemas"]["PipelineView"][];
            /** @description What a sequential run answers with. */
            result: components["schemas"]["ResultDocument"] | null;
            retention_hours: number;
            retry_base: number;
            retry_cap: number;
            schedule: string | null;
            sources: components["schemas"]["WorkflowSourceView"][];
            /** @description Each with `name`, `type`, and its type's settings. */
            steps: components["schemas"]["StepDocument"][];
            timeout: number | null;
            timezone: string;
            version: number;
        };
        /**
         * WorkspaceDocument
         * @description A workspace.
         * @example {
         *       "name": "logistics",
         *       "title": "Logistics"
         *     }
         */
        WorkspaceDocument: {
            /** Name */
            name: string;
            /**
             * Title
             * @default
             */
            title?: string;
            /**
             * Weight
             * @description Share of a busy worker beside other workspaces that have something to do: 2 gets twice as much as 1.
             * @default 1
             */
            weight?: number;
        };
        /**
         * WorkspacePage
         * @description Workspaces by name.
         */
        WorkspacePage: {
            items: components["schemas"]["WorkspaceView"][];
            /** @description Cursor of the next page; null on the last. */
            next: string | null;
        };
        /**
         * WorkspaceView
         * @description A workspace.
         */
        WorkspaceView: {
            id: string;
            name: string;
            title: string;
            version: number;
            /** @description Share of a busy worker. */
            weight: number;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    list_agents: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_agent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentDocument"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentWithToken"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_agent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                agent_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_agent: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                agent_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AgentDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_agent: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                agent_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    rotate_agent_token: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                agent_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgentWithToken"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    forward_messages: {
        parameters: {
            query: {
                /** @description Id of the application. */
                application: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": {
                    digest?: string;
                    headers?: Record<string, never>;
                    id: string;
                    payload: Record<string, never>;
                    same_body?: boolean;
                };
            };
        };
        responses: {
            /** @description Durable, but for those with null. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Content type or encoding is not taken. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    register_agent: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegistrationDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    forward_source_messages: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-ndjson": {
                    bytes?: string;
                    error?: string;
                    id: string;
                    message_id?: string;
                    metadata?: Record<string, never>;
                    payload?: Record<string, never>;
                    subscription?: string;
                };
            };
        };
        responses: {
            /** @description Durable, but for those with null. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Content type or encoding is not taken. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    sync_agent: {
        parameters: {
            query?: {
                /** @description Messages not yet forwarded. */
                queue_size?: number | null;
                /** @description Version of the agent. */
                release?: string | null;
            };
            header?: {
                /** @description The `ETag` of the answer before. */
                "If-None-Match"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description For `If-None-Match`. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Sync"];
                };
            };
            /** @description Nothing has changed. */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_applications: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Only those that are, or are not, enabled. */
                enabled?: boolean | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Only those with this text in their name. */
                q?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_application: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplicationDocument"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewApplication"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_application: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_application: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ApplicationDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ApplicationView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_application: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_application_fields: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldsView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    set_application_fields: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FieldsDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldsView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    infer_application_fields: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SamplesDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FieldsView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_application_keys: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KeyList"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    end_application_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
                key_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    rotate_application_key: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["KeyRotationDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedKey"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    rotate_application_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["SecretRotationDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RotatedSecret"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_application_secrets: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretVersionList"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    end_application_secret: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                application_id: string;
                version: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_audit_logs: {
        parameters: {
            query?: {
                action?: string | null;
                actor?: string | null;
                category?: components["schemas"]["Category"] | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description From this time on, with zone. */
                since?: string | null;
                target?: string | null;
                /** @description Before this time, with zone. */
                until?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    verify_audit_logs: {
        parameters: {
            query?: {
                /** @description Of the anchor. */
                digest?: string | null;
                /** @description Of the anchor. */
                number?: number | null;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VerificationView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                /** @description The refresh token, as the log-in set it. */
                nexus_refresh?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description The session is over. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    refresh: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                /** @description The refresh token, as the log-in set it. */
                nexus_refresh?: string;
            };
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_connections: {
        parameters: {
            query?: {
                /** @description Only those of this connector. */
                connector?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Only those with this text in their name. */
                q?: string | null;
                /** @description Only those that are reached through this agent, by name. */
                via_agent?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_connection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileConnection"] | components["schemas"]["MqttConnection"] | components["schemas"]["MysqlConnection"] | components["schemas"]["PostgresqlConnection"] | components["schemas"]["RestConnection"] | components["schemas"]["SapHanaConnection"] | components["schemas"]["SqliteConnection"] | components["schemas"]["WebhookConnection"] | components["schemas"]["WebhookListenerConnection"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_connection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_connection: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileConnection"] | components["schemas"]["MqttConnection"] | components["schemas"]["MysqlConnection"] | components["schemas"]["PostgresqlConnection"] | components["schemas"]["RestConnection"] | components["schemas"]["SapHanaConnection"] | components["schemas"]["SqliteConnection"] | components["schemas"]["WebhookConnection"] | components["schemas"]["WebhookListenerConnection"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_connection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_connection_schemas: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_connection_tables: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_connection_fields: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableFieldPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    test_connection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangedConfigDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    try_connection: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionTrialDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_connectors: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorList"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_connector: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectorView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_dead_letters: {
        parameters: {
            query?: {
                /** @description From this application (or connection), by id or name. */
                application?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Those that died of this. */
                fingerprint?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Of this message. */
                message_id?: string | null;
                /** @description Of this pipeline, by id or name; `sequence` for sequential workflows. */
                pipeline?: string | null;
                /** @description From this time on, with zone. */
                since?: string | null;
                /** @description What became of a dead letter. */
                status?: components["schemas"]["LetterStatus"];
                /** @description Part of the reason, in any case. */
                text?: string | null;
                /** @description Before this time, with zone. */
                until?: string | null;
                /** @description Of this workflow, by id or name. */
                workflow?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LetterPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                letter_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WholeLetter"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    discard_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                letter_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscardDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    preview_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                letter_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    replay_dead_letter: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                letter_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EditDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ActionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    discard_dead_letters: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DiscardManyDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChunkView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    group_dead_letters: {
        parameters: {
            query?: {
                /** @description From this application (or connection), by id or name. */
                application?: string | null;
                /** @description Those that died of this. */
                fingerprint?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Of this message. */
                message_id?: string | null;
                /** @description Of this pipeline, by id or name; `sequence` for sequential workflows. */
                pipeline?: string | null;
                /** @description From this time on, with zone. */
                since?: string | null;
                /** @description What became of a dead letter. */
                status?: components["schemas"]["LetterStatus"];
                /** @description Part of the reason, in any case. */
                text?: string | null;
                /** @description Before this time, with zone. */
                until?: string | null;
                /** @description Of this workflow, by id or name. */
                workflow?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GroupList"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    replay_dead_letters: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChunkView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_destinations: {
        parameters: {
            query?: {
                /** @description Only those of this connector. */
                connector?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Only those with this text in their name. */
                q?: string | null;
                /** @description Only those that are reached through this agent, by name. */
                via_agent?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MysqlConnection"] | components["schemas"]["PostgresqlConnection"] | components["schemas"]["SqliteConnection"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MysqlConnection"] | components["schemas"]["PostgresqlConnection"] | components["schemas"]["SqliteConnection"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_destination_schemas: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_destination_tables: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_destination_fields: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableFieldPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    test_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangedConfigDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    try_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionTrialDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    execute_workflow: {
        parameters: {
            query?: {
                /** @description Seconds to wait for the result. */
                wait?: number | null;
            };
            header?: {
                /** @description Makes a resend of this request harmless. */
                "Idempotency-Key"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description What the workflow's `result` gives. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": unknown;
                };
            };
            /** @description On stable storage. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Begun"];
                };
            };
            /** @description Not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unknown API key, or no valid access token. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The application is disabled, or the person may not run workflows. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description No enabled workflow of that id takes messages of this sender. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The Idempotency-Key was used with another body, or the run was cancelled. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Content type or encoding is not taken. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The message does not fit the application's schema, or is not one. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Above the application's rate; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The run has failed; `id` is that of the run. */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Back-pressure; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_file_folders: {
        parameters: {
            query?: {
                /** @description Only those of this connector. */
                connector?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Only those with this text in their name. */
                q?: string | null;
                /** @description Only those that are reached through this agent, by name. */
                via_agent?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_file_folder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileConnection"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_file_folder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_file_folder: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FileConnection"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_file_folder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_file_folder_schemas: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_file_folder_tables: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_file_folder_fields: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableFieldPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    test_file_folder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangedConfigDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    try_file_folder: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionTrialDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    health: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Messages cannot be taken. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    live: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alive"];
                };
            };
        };
    };
    ready: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Messages cannot be taken. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Health"];
                };
            };
        };
    };
    send_messages: {
        parameters: {
            query?: {
                /** @description `true`: take the good messages of a batch even if others are bad. */
                partial?: string;
            };
            header?: {
                /** @description Makes a resend of this request harmless. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never> | Record<string, never>[];
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description Durable. */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Taken"];
                };
            };
            /** @description Not JSON. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Unknown API key. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The application is disabled. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The Idempotency-Key was used with another body. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too large, before or after decompression, or too many messages. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Content type or encoding is not taken. */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Messages do not fit the application's schema; nothing was taken. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Above the application's rate; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Back-pressure, or no enabled workflow takes the messages; nothing was taken, see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: {
                /** @description Marks a device that has logged in before. */
                nexus_device?: string;
            };
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Credentials"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_logs: {
        parameters: {
            query?: {
                /** @description From this application (or connection), by id or name. */
                application?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Of this message. */
                message_id?: string | null;
                /** @description Of this pipeline, by id or name; `sequence` for sequential workflows. */
                pipeline?: string | null;
                /** @description From this time on, with zone. */
                since?: string | null;
                /** @description Of this status; may be given several times. */
                status?: components["schemas"]["Status"][] | null;
                /** @description Failures whose reason contains this, in any case. Each page looks at a bounded number of failures: see `searched_to`. */
                text?: string | null;
                /** @description Before this time, with zone. */
                until?: string | null;
                /** @description Of this workflow, by id or name. */
                workflow?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogLines"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    stream_logs: {
        parameters: {
            query?: {
                /** @description From this application (or connection), by id or name. */
                application?: string | null;
                /** @description Of this message. */
                message_id?: string | null;
                /** @description Of this pipeline, by id or name; `sequence` for sequential workflows. */
                pipeline?: string | null;
                /** @description From this time on, with zone. */
                since?: string | null;
                /** @description Of this status; may be given several times. */
                status?: components["schemas"]["Status"][] | null;
                /** @description Failures whose reason contains this, in any case. Each page looks at a bounded number of failures: see `searched_to`. */
                text?: string | null;
                /** @description Before this time, with zone. */
                until?: string | null;
                /** @description Of this workflow, by id or name. */
                workflow?: string | null;
            };
            header?: {
                /** @description `id` of the last event that was received. */
                "Last-Event-ID"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Events without end. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": components["schemas"]["LogLine"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    trace_message: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                message_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TracedMessage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    metrics_stream: {
        parameters: {
            query?: {
                /** @description Id or name of one whose pipelines are told of, too. */
                workflow?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": unknown;
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    metrics_summary: {
        parameters: {
            query?: {
                /** @description Its id or name; without any of these, the workspace. */
                application?: string | null;
                /** @description Its id or name; without any of these, the workspace. */
                connection?: string | null;
                /** @description Its id, or `WORKFLOW/sequence` for a sequential workflow. */
                pipeline?: string | null;
                /** @description Seconds of a point. Any within the last hour, multiples of 60 beyond it. */
                resolution?: number;
                /** @description Seconds from now back; up to a week. */
                span?: number;
                /** @description Its id or name; without any of these, the workspace. */
                workflow?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MetricsSummary"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_mqtt_sources: {
        parameters: {
            query?: {
                /** @description Only those of this connector. */
                connector?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Only those with this text in their name. */
                q?: string | null;
                /** @description Only those that are reached through this agent, by name. */
                via_agent?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_mqtt_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MqttConnection"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_mqtt_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_mqtt_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MqttConnection"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_mqtt_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_mqtt_source_schemas: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_mqtt_source_tables: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_mqtt_source_fields: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableFieldPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    test_mqtt_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangedConfigDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    try_mqtt_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionTrialDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_queries: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_query: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryDocument"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_query: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                query_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_query: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                query_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_query: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                query_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    try_query: {
        parameters: {
            query?: {
                /** @description Most rows of one page; else 100, or what the query allows. */
                limit?: number | null;
                /** @description Counted from 1. */
                page?: number;
                /** @description Count all rows, too. */
                total?: boolean;
            };
            header?: {
                /** @description `application/x-ndjson` streams all rows, one JSON object a line. */
                Accept?: string;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                query_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryParametersDocument"];
            };
        };
        responses: {
            /** @description One page; or a stream, where it was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryResultView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    run_query: {
        parameters: {
            query?: {
                /** @description Most rows of one page; else 100, or what the query allows. */
                limit?: number | null;
                /** @description Counted from 1. */
                page?: number;
                /** @description Count all rows, too. */
                total?: boolean;
            };
            header?: {
                /** @description `application/x-ndjson` streams all rows, one JSON object a line. */
                Accept?: string;
                /** @description The application's key. */
                "X-API-Key"?: string;
            };
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One page; or a stream, where it was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryResultView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    run_query_with_body: {
        parameters: {
            query?: {
                /** @description Most rows of one page; else 100, or what the query allows. */
                limit?: number | null;
                /** @description Counted from 1. */
                page?: number;
                /** @description Count all rows, too. */
                total?: boolean;
            };
            header?: {
                /** @description `application/x-ndjson` streams all rows, one JSON object a line. */
                Accept?: string;
                /** @description The application's key. */
                "X-API-Key"?: string;
            };
            path: {
                slug: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["QueryParametersDocument"];
            };
        };
        responses: {
            /** @description One page; or a stream, where it was asked for. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QueryResultView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_rest_destinations: {
        parameters: {
            query?: {
                /** @description Only those of this connector. */
                connector?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Only those with this text in their name. */
                q?: string | null;
                /** @description Only those that are reached through this agent, by name. */
                via_agent?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_rest_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestConnection"] | components["schemas"]["WebhookConnection"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_rest_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_rest_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RestConnection"] | components["schemas"]["WebhookConnection"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_rest_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_rest_destination_schemas: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_rest_destination_tables: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_rest_destination_fields: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableFieldPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    test_rest_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangedConfigDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    try_rest_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionTrialDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_run: {
        parameters: {
            query?: {
                /** @description Id; needed only where one message went through several workflows. */
                workflow?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunDetailView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    cancel_run: {
        parameters: {
            query?: {
                /** @description Id; needed only where one message went through several workflows. */
                workflow?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request accepted, processing continues off-line */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    rerun_run: {
        parameters: {
            query?: {
                /** @description Id; needed only where one message went through several workflows. */
                workflow?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RerunDocument"];
            };
        };
        responses: {
            /** @description Request accepted, processing continues off-line */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    try_run: {
        parameters: {
            query?: {
                /** @description Id; needed only where one message went through several workflows. */
                workflow?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                run_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrialDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComparisonView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_sap_destinations: {
        parameters: {
            query?: {
                /** @description Only those of this connector. */
                connector?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Only those with this text in their name. */
                q?: string | null;
                /** @description Only those that are reached through this agent, by name. */
                via_agent?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_sap_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SapHanaConnection"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_sap_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_sap_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SapHanaConnection"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_sap_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_sap_destination_schemas: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_sap_destination_tables: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_sap_destination_fields: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableFieldPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    test_sap_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangedConfigDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    try_sap_destination: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionTrialDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    query_sap: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SapQuery"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SapRows"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_sap_schemas: {
        parameters: {
            query?: {
                /** @description Name of the connection; not needed where there is only one. */
                connection?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SapNames"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_sap_tables: {
        parameters: {
            query?: {
                /** @description Name of the connection; not needed where there is only one. */
                connection?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SapNames"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_sources: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    infer_source_fields: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SampleRequest"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SamplesView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_step_types: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StepTypeList"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_transforms: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransformList"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_users: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_user: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewUserDocument"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_user: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
            };
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_user: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    set_user_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                user_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewPassword"];
            };
        };
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_webhook_sources: {
        parameters: {
            query?: {
                /** @description Only those of this connector. */
                connector?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Only those with this text in their name. */
                q?: string | null;
                /** @description Only those that are reached through this agent, by name. */
                via_agent?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_webhook_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookListenerConnection"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_webhook_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_webhook_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WebhookListenerConnection"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_webhook_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_webhook_source_schemas: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_webhook_source_tables: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NamePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_webhook_source_fields: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
                schema: string;
                table: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TableFieldPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The other end refuses the credentials. */
            502: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    test_webhook_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                connection_id: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["ChangedConfigDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    try_webhook_source: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConnectionTrialDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConnectionTrialView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_workflows: {
        parameters: {
            query?: {
                /** @description Id or name of one that feeds it. */
                application?: string | null;
                /** @description Id or name of one that it uses. */
                connection?: string | null;
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                enabled?: boolean | null;
                /** @description Most items of one page. */
                limit?: number;
                mode?: components["schemas"]["Mode"] | null;
                /** @description Part of the name, in any case. */
                name?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_workflow: {
        parameters: {
            query?: {
                /** @description Why; it stands beside the version in the history. */
                note?: string;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowDocument"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_workflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_workflow: {
        parameters: {
            query?: {
                /** @description Why; it stands beside the version in the history. */
                note?: string;
            };
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_workflow: {
        parameters: {
            query?: {
                /** @description Give up what is not delivered; that is audited. */
                discard?: boolean;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    export_workflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/yaml": string;
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    disable_workflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    enable_workflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    preview_workflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowPreview"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    replay_workflow: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PastReplayDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Too many attempts; see Retry-After. */
            429: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_runs: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
                /** @description Began at or after (ISO 8601). */
                since?: string | null;
                /** @description Id of the application. */
                source?: string | null;
                /** @description One of the statuses of a run. */
                status?: string | null;
                /** @description Part of the reason. */
                text?: string | null;
                /** @description Began before (ISO 8601). */
                until?: string | null;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_workflow_versions: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    compare_workflow_versions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                earlier: number;
                later: number;
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DifferencesView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_workflow_version: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                number: number;
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VersionDetail"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    restore_workflow_version: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path: {
                number: number;
                workflow_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Something that is needed is away; see Retry-After. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    preview_draft: {
        parameters: {
            query?: never;
            header?: {
                /** @description Id or name of the workspace; without it, the first by name of those that you are in. */
                "X-Workspace"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowPreview"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_workspaces: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspacePage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    create_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceDocument"];
            };
        };
        responses: {
            /** @description Document created, URL follows */
            201: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    get_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workspace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    update_workspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The `ETag` that was read; then nothing is changed if someone else has changed it. */
                "If-Match"?: string | null;
            };
            path: {
                workspace_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkspaceDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    /** @description The version that `If-Match` takes. */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    delete_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                workspace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    list_members: {
        parameters: {
            query?: {
                /** @description `next` of the page before; without it, the first page. */
                cursor?: string | null;
                /** @description Most items of one page. */
                limit?: number;
            };
            header?: never;
            path: {
                workspace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberPage"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    set_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
                workspace_id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MemberDocument"];
            };
        };
        responses: {
            /** @description Request fulfilled, document follows */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The body is too large. */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                username: string;
                workspace_id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Request fulfilled, nothing follows */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description A parameter does not fit. */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Not signed in, or the token is not valid any more. */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The caller may not do that. */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description It does not exist, or not in this workspace. */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description Changed by someone else meanwhile, a name that is taken, or something still in use. */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
            /** @description The input is not valid; every fault is listed with its path. */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["ProblemDocument"];
                };
            };
        };
    };
}
