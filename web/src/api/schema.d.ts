// Made by scripts/types.mjs from the daemon's OpenAPI document; not to be edited.

export interface paths {
    "/api/v1/canaries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The canaries, in the order in which they were made. */
        get: operations["ListCanaries"];
        put?: never;
        /** Makes a canary; name and schedule must be there. */
        post: operations["CreateCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canaries/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes over canaries of another system with their ids, state and history; says which it refuses. */
        post: operations["ImportCanaries"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canaries/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a schedule means: the deadline of a ping at a time, and the periods that follow. */
        get: operations["PreviewSchedule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canaries/{canary}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One canary with the newest entries of its history: 100, or as many as 'limit' says; history_total is how many are kept. */
        get: operations["GetCanary"];
        put?: never;
        post?: never;
        /** Deletes a canary and its history. */
        delete: operations["DeleteCanary"];
        options?: never;
        head?: never;
        /** Changes what the body names. */
        patch: operations["UpdateCanary"];
        trace?: never;
    };
    "/api/v1/canaries/{canary}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Expects nothing of it until it is unpaused or pinged. */
        post: operations["PauseCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canaries/{canary}/pings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A canary's history, the newest first. */
        get: operations["ListPings"];
        put?: never;
        /** Reports for a job; needs no token. */
        post: operations["PingCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canaries/{canary}/pings/{number}/body": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent with a ping, as it was sent. */
        get: operations["GetPingBody"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canaries/{canary}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says nothing about it until a time. */
        post: operations["SnoozeCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/canaries/{canary}/unpause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Expects reports again, from now on. */
        post: operations["UnpauseCanary"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configuration": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The configuration in force, with the origin of each value; secrets are hidden. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configuration.yaml": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The same as YAML, with the origins as comments. */
        get: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content?: never;
                };
                default: components["responses"]["Problem"];
            };
        };
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/configuration/reload": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads the configuration anew; a bad file leaves the present one in force. */
        post: {
            parameters: {
                query?: never;
                header?: never;
                path?: never;
                cookie?: never;
            };
            requestBody?: never;
            responses: {
                /** @description OK */
                200: {
                    headers: {
                        [name: string]: unknown;
                    };
                    content: {
                        "application/json": unknown;
                    };
                };
                default: components["responses"]["Problem"];
            };
        };
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/disks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The block devices of the host, and what stands on what. */
        get: operations["ListDisks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/disks/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Storage events, the newest ones up to the limit, oldest first; of a device also those of the layers below and above it, unless only=true. */
        get: operations["ListDiskEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/disks/info": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One device, however it is named (sda, 8:0, a wwid, a mount point …), with all that is below and above it. */
        get: operations["ShowDisk"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events of the journal, the newest ones up to the limit, oldest first. */
        get: operations["ListEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events as they happen (server-sent events); Last-Event-ID (or after=) goes on where a stream ended, since= begins with stored ones. While the database is away an event comes with stored=false, and once more, under the same id, when it is stored. */
        get: operations["StreamEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/events/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One event, by its id. */
        get: operations["GetEvent"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/label/{name}/values": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The values of a label (Prometheus' API). */
        get: operations["PrometheusLabelValues"];
        put?: never;
        /** The values of a label (Prometheus' API). */
        post: operations["PrometheusLabelValuesByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/labels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The names of labels (Prometheus' API). */
        get: operations["PrometheusLabels"];
        put?: never;
        /** The names of labels (Prometheus' API). */
        post: operations["PrometheusLabelsByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metadata": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Types and descriptions of metrics (Prometheus' API). */
        get: operations["PrometheusMetadata"];
        put?: never;
        /** Types and descriptions of metrics (Prometheus' API). */
        post: operations["PrometheusMetadataByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All series, or those that a selector finds, with their newest values. */
        get: operations["ListMetrics"];
        put?: never;
        /** Takes samples: OpenMetrics or Prometheus text, Graphite's lines, or JSON. */
        post: operations["PushMetrics"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Stored samples as they are: csv, json (a series a line) or openmetrics. */
        get: operations["ExportMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Evaluates an expression at a time, or with since at every step of a range. */
        get: operations["QueryMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/metrics/storage": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How much is stored, by series. */
        get: operations["MetricsStorage"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What was sent, what waits, and what could not be delivered; the newest first. */
        get: operations["ListNotifications"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/channels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The channels, without their secrets. */
        get: operations["ListChannels"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/channels/{name}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends a test message now and says how that ended; a channel may be a command, so the caller must have shown who it is. */
        post: operations["TestChannel"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries again all that were refused or given up, and at once what waits. */
        post: operations["RetryNotifications"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/notifications/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Tries one again. */
        post: operations["RetryNotification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/query": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Evaluates an expression at one time (Prometheus' API). */
        get: operations["PrometheusQuery"];
        put?: never;
        /** Evaluates an expression at one time (Prometheus' API). */
        post: operations["PrometheusQueryByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/query_range": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Evaluates an expression over a range of time (Prometheus' API). */
        get: operations["PrometheusQueryRange"];
        put?: never;
        /** Evaluates an expression over a range of time (Prometheus' API). */
        post: operations["PrometheusQueryRangeByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/series": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The series that selectors find (Prometheus' API). */
        get: operations["PrometheusSeries"];
        put?: never;
        /** The series that selectors find (Prometheus' API). */
        post: operations["PrometheusSeriesByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Signs a browser in: the token of 'Authorization: Bearer' becomes a cookie. */
        post: operations["BeginSession"];
        /** Signs the browser out. */
        delete: operations["EndSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the host is doing: each room's figures, what is wrong (items, the worst first), and the lines that people are shown. */
        get: operations["GetStatus"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/status/buildinfo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Which version of Prometheus' API this is like (Prometheus' API). */
        get: operations["PrometheusBuildInfo"];
        put?: never;
        /** Which version of Prometheus' API this is like (Prometheus' API). */
        post: operations["PrometheusBuildInfoByPost"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Events, boots, gaps and unusual metrics between from and to, or within a window around a moment or the last crash. */
        get: operations["GetTimeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timeline/density": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many events each capability had in each slice of a range, by severity. */
        get: operations["GetTimelineDensity"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/timeline/unusual": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The five metrics that moved farthest from their median of the day before, in a range of at most two days. */
        get: operations["GetUnusualMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The tokens, without their secrets. */
        get: operations["ListTokens"];
        put?: never;
        /** Makes a token; its secret is in this answer and nowhere else. */
        post: operations["CreateToken"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tokens/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revokes a token; it is refused from now on. */
        delete: operations["RevokeToken"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uptime": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Boots, uptime and downtime in figures, within a stretch of time. */
        get: operations["GetUptime"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uptime/at": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the host was doing at one time. */
        get: operations["GetUptimeAt"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uptime/boots": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every boot: start, end, how it ended, and the downtime after it. */
        get: operations["ListBoots"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uptime/crashes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of every crash. */
        get: operations["ListCrashes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uptime/crashes/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The report of one crash, by its number, or of the last. */
        get: operations["GetCrash"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uptime/flights": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every run of the daemon. */
        get: operations["ListFlights"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/uptime/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes over flights of a flight-recorder; doing so again doubles nothing. */
        post: operations["ImportFlights"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/watches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Every watch with its state, last match and last action. */
        get: operations["ListWatches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/watches/conditions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The active conditions, the highest priority first, and the top one. */
        get: operations["ListConditions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/watches/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest runs of all watches, newest first. */
        get: operations["ListRuns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/watches/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One watch with what it saw last, and why it did or did not fire. */
        get: operations["ExplainWatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/watches/{name}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Forgets what a watch remembers: windows, last values, cooldowns, that it gave up. */
        post: operations["ResetWatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/watches/{name}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The latest runs of one watch, newest first. */
        get: operations["ListRunsOfWatch"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/watches/{name}/silence": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Silences a watch for a time; 0 ends the silence. */
        post: operations["SilenceWatch"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/badges/{id}.svg": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The state of a canary as a picture; by its slug for whoever may read. */
        get: operations["GetBadge"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/healthz": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** 200 when the daemon and its database are there, 503 otherwise. */
        get: operations["GetHealth"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The host's values of this moment and what was pushed, in Prometheus' text format or OpenMetrics. */
        get: operations["ScrapeMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document. */
        get: operations["GetOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: never;
    responses: {
        /** @description What went wrong, in a sentence. */
        Problem: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": {
                    type?: string;
                    title?: string;
                    status?: number;
                    detail?: string;
                    instance?: string;
                };
            };
        };
    };
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    ListCanaries: {
        parameters: {
            query?: {
                paused?: boolean;
                late?: boolean;
                search?: string;
                tag?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        canaries: {
                            id: string;
                            slug: string;
                            name: string;
                            schedule: string;
                            description: string;
                            emails: string[];
                            tags: string[];
                            state: string;
                            paused: boolean;
                            late: boolean;
                            late_because: string | null;
                            misses: number;
                            /** Format: date-time */
                            deadline: string | null;
                            /** @description Seconds. */
                            grace: number;
                            /** @description Seconds. */
                            max_duration: number | null;
                            alert_after: number;
                            /** @description Seconds. */
                            repeat: number | null;
                            maintenance: string[];
                            /** Format: date-time */
                            snoozed_until: string | null;
                            /** Format: date-time */
                            running_since: string | null;
                            /** @description Seconds. */
                            run_duration: number | null;
                            /** Format: date-time */
                            last_ping: string | null;
                            last_kind: string | null;
                            pings: number;
                            /** Format: date-time */
                            created: string;
                            history?: {
                                number: number;
                                /** Format: date-time */
                                time: string;
                                kind: string;
                                text: string;
                                comment: string;
                                exit_status: number | null;
                                run_id: string | null;
                                /** @description Seconds. */
                                duration: number | null;
                                body_bytes: number | null;
                            }[] | null;
                            history_total?: number | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    CreateCanary: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string | null;
                    schedule?: string | null;
                    description?: string | null;
                    emails?: string[] | null;
                    tags?: string[] | null;
                    maintenance?: string[] | null;
                    /** @description Seconds. */
                    grace?: number | null;
                    /** @description Seconds. */
                    max_duration?: number | null;
                    alert_after?: number | null;
                    /** @description Seconds. */
                    repeat?: number | null;
                    paused?: boolean | null;
                    id_letters?: number | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        slug: string;
                        name: string;
                        schedule: string;
                        description: string;
                        emails: string[];
                        tags: string[];
                        state: string;
                        paused: boolean;
                        late: boolean;
                        late_because: string | null;
                        misses: number;
                        /** Format: date-time */
                        deadline: string | null;
                        /** @description Seconds. */
                        grace: number;
                        /** @description Seconds. */
                        max_duration: number | null;
                        alert_after: number;
                        /** @description Seconds. */
                        repeat: number | null;
                        maintenance: string[];
                        /** Format: date-time */
                        snoozed_until: string | null;
                        /** Format: date-time */
                        running_since: string | null;
                        /** @description Seconds. */
                        run_duration: number | null;
                        /** Format: date-time */
                        last_ping: string | null;
                        last_kind: string | null;
                        pings: number;
                        /** Format: date-time */
                        created: string;
                        history?: {
                            number: number;
                            /** Format: date-time */
                            time: string;
                            kind: string;
                            text: string;
                            comment: string;
                            exit_status: number | null;
                            run_id: string | null;
                            /** @description Seconds. */
                            duration: number | null;
                            body_bytes: number | null;
                        }[] | null;
                        history_total?: number | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ImportCanaries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    canaries: {
                        id: string;
                        name: string;
                        schedule: string;
                        description: string | null;
                        emails: string[] | null;
                        tags: string[] | null;
                        paused: boolean;
                        late: boolean;
                        /** Format: date-time */
                        deadline: string | null;
                        /** @description Seconds. */
                        grace: number | null;
                        history: {
                            /** Format: date-time */
                            time: string;
                            text: string;
                        }[] | null;
                        /** @default null */
                        slug?: string | null;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        imported: number;
                        skipped: string[];
                        refused: {
                            name: string;
                            reason: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PreviewSchedule: {
        parameters: {
            query: {
                schedule: string;
                from?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        deadline: string | null;
                        periods: {
                            /** Format: date-time */
                            start: string;
                            /** Format: date-time */
                            end: string;
                            seconds: number | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetCanary: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                canary: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        slug: string;
                        name: string;
                        schedule: string;
                        description: string;
                        emails: string[];
                        tags: string[];
                        state: string;
                        paused: boolean;
                        late: boolean;
                        late_because: string | null;
                        misses: number;
                        /** Format: date-time */
                        deadline: string | null;
                        /** @description Seconds. */
                        grace: number;
                        /** @description Seconds. */
                        max_duration: number | null;
                        alert_after: number;
                        /** @description Seconds. */
                        repeat: number | null;
                        maintenance: string[];
                        /** Format: date-time */
                        snoozed_until: string | null;
                        /** Format: date-time */
                        running_since: string | null;
                        /** @description Seconds. */
                        run_duration: number | null;
                        /** Format: date-time */
                        last_ping: string | null;
                        last_kind: string | null;
                        pings: number;
                        /** Format: date-time */
                        created: string;
                        history?: {
                            number: number;
                            /** Format: date-time */
                            time: string;
                            kind: string;
                            text: string;
                            comment: string;
                            exit_status: number | null;
                            run_id: string | null;
                            /** @description Seconds. */
                            duration: number | null;
                            body_bytes: number | null;
                        }[] | null;
                        history_total?: number | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    DeleteCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                canary: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    UpdateCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                canary: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name?: string | null;
                    schedule?: string | null;
                    description?: string | null;
                    emails?: string[] | null;
                    tags?: string[] | null;
                    maintenance?: string[] | null;
                    /** @description Seconds. */
                    grace?: number | null;
                    /** @description Seconds. */
                    max_duration?: number | null;
                    alert_after?: number | null;
                    /** @description Seconds. */
                    repeat?: number | null;
                    paused?: boolean | null;
                    id_letters?: number | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        slug: string;
                        name: string;
                        schedule: string;
                        description: string;
                        emails: string[];
                        tags: string[];
                        state: string;
                        paused: boolean;
                        late: boolean;
                        late_because: string | null;
                        misses: number;
                        /** Format: date-time */
                        deadline: string | null;
                        /** @description Seconds. */
                        grace: number;
                        /** @description Seconds. */
                        max_duration: number | null;
                        alert_after: number;
                        /** @description Seconds. */
                        repeat: number | null;
                        maintenance: string[];
                        /** Format: date-time */
                        snoozed_until: string | null;
                        /** Format: date-time */
                        running_since: string | null;
                        /** @description Seconds. */
                        run_duration: number | null;
                        /** Format: date-time */
                        last_ping: string | null;
                        last_kind: string | null;
                        pings: number;
                        /** Format: date-time */
                        created: string;
                        history?: {
                            number: number;
                            /** Format: date-time */
                            time: string;
                            kind: string;
                            text: string;
                            comment: string;
                            exit_status: number | null;
                            run_id: string | null;
                            /** @description Seconds. */
                            duration: number | null;
                            body_bytes: number | null;
                        }[] | null;
                        history_total?: number | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PauseCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                canary: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default null */
                    comment?: string | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        slug: string;
                        name: string;
                        schedule: string;
                        description: string;
                        emails: string[];
                        tags: string[];
                        state: string;
                        paused: boolean;
                        late: boolean;
                        late_because: string | null;
                        misses: number;
                        /** Format: date-time */
                        deadline: string | null;
                        /** @description Seconds. */
                        grace: number;
                        /** @description Seconds. */
                        max_duration: number | null;
                        alert_after: number;
                        /** @description Seconds. */
                        repeat: number | null;
                        maintenance: string[];
                        /** Format: date-time */
                        snoozed_until: string | null;
                        /** Format: date-time */
                        running_since: string | null;
                        /** @description Seconds. */
                        run_duration: number | null;
                        /** Format: date-time */
                        last_ping: string | null;
                        last_kind: string | null;
                        pings: number;
                        /** Format: date-time */
                        created: string;
                        history?: {
                            number: number;
                            /** Format: date-time */
                            time: string;
                            kind: string;
                            text: string;
                            comment: string;
                            exit_status: number | null;
                            run_id: string | null;
                            /** @description Seconds. */
                            duration: number | null;
                            body_bytes: number | null;
                        }[] | null;
                        history_total?: number | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListPings: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                canary: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        pings: {
                            number: number;
                            /** Format: date-time */
                            time: string;
                            kind: string;
                            text: string;
                            comment: string;
                            exit_status: number | null;
                            run_id: string | null;
                            /** @description Seconds. */
                            duration: number | null;
                            body_bytes: number | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PingCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                canary: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default null */
                    kind?: string | null;
                    /** @default null */
                    comment?: string | null;
                    /** @default null */
                    exit_status?: number | null;
                    /** @default null */
                    run_id?: string | null;
                    /** @default null */
                    duration?: unknown;
                    /** @default null */
                    body?: string | null;
                    /** @default null */
                    at?: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        recovered: boolean;
                        unpaused: boolean;
                        canary: {
                            id: string;
                            slug: string;
                            name: string;
                            schedule: string;
                            description: string;
                            emails: string[];
                            tags: string[];
                            state: string;
                            paused: boolean;
                            late: boolean;
                            late_because: string | null;
                            misses: number;
                            /** Format: date-time */
                            deadline: string | null;
                            /** @description Seconds. */
                            grace: number;
                            /** @description Seconds. */
                            max_duration: number | null;
                            alert_after: number;
                            /** @description Seconds. */
                            repeat: number | null;
                            maintenance: string[];
                            /** Format: date-time */
                            snoozed_until: string | null;
                            /** Format: date-time */
                            running_since: string | null;
                            /** @description Seconds. */
                            run_duration: number | null;
                            /** Format: date-time */
                            last_ping: string | null;
                            last_kind: string | null;
                            pings: number;
                            /** Format: date-time */
                            created: string;
                            history?: {
                                number: number;
                                /** Format: date-time */
                                time: string;
                                kind: string;
                                text: string;
                                comment: string;
                                exit_status: number | null;
                                run_id: string | null;
                                /** @description Seconds. */
                                duration: number | null;
                                body_bytes: number | null;
                            }[] | null;
                            history_total?: number | null;
                        };
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetPingBody: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                canary: string;
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    SnoozeCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                canary: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default null */
                    until?: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        slug: string;
                        name: string;
                        schedule: string;
                        description: string;
                        emails: string[];
                        tags: string[];
                        state: string;
                        paused: boolean;
                        late: boolean;
                        late_because: string | null;
                        misses: number;
                        /** Format: date-time */
                        deadline: string | null;
                        /** @description Seconds. */
                        grace: number;
                        /** @description Seconds. */
                        max_duration: number | null;
                        alert_after: number;
                        /** @description Seconds. */
                        repeat: number | null;
                        maintenance: string[];
                        /** Format: date-time */
                        snoozed_until: string | null;
                        /** Format: date-time */
                        running_since: string | null;
                        /** @description Seconds. */
                        run_duration: number | null;
                        /** Format: date-time */
                        last_ping: string | null;
                        last_kind: string | null;
                        pings: number;
                        /** Format: date-time */
                        created: string;
                        history?: {
                            number: number;
                            /** Format: date-time */
                            time: string;
                            kind: string;
                            text: string;
                            comment: string;
                            exit_status: number | null;
                            run_id: string | null;
                            /** @description Seconds. */
                            duration: number | null;
                            body_bytes: number | null;
                        }[] | null;
                        history_total?: number | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    UnpauseCanary: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                canary: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @default null */
                    comment?: string | null;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id: string;
                        slug: string;
                        name: string;
                        schedule: string;
                        description: string;
                        emails: string[];
                        tags: string[];
                        state: string;
                        paused: boolean;
                        late: boolean;
                        late_because: string | null;
                        misses: number;
                        /** Format: date-time */
                        deadline: string | null;
                        /** @description Seconds. */
                        grace: number;
                        /** @description Seconds. */
                        max_duration: number | null;
                        alert_after: number;
                        /** @description Seconds. */
                        repeat: number | null;
                        maintenance: string[];
                        /** Format: date-time */
                        snoozed_until: string | null;
                        /** Format: date-time */
                        running_since: string | null;
                        /** @description Seconds. */
                        run_duration: number | null;
                        /** Format: date-time */
                        last_ping: string | null;
                        last_kind: string | null;
                        pings: number;
                        /** Format: date-time */
                        created: string;
                        history?: {
                            number: number;
                            /** Format: date-time */
                            time: string;
                            kind: string;
                            text: string;
                            comment: string;
                            exit_status: number | null;
                            run_id: string | null;
                            /** @description Seconds. */
                            duration: number | null;
                            body_bytes: number | null;
                        }[] | null;
                        history_total?: number | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListDisks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        disks: {
                            name: string;
                            number: string;
                            kind: string;
                            wwid?: string | null;
                            path?: string;
                            preferred_path?: string;
                            map_name?: string | null;
                            size?: number;
                            model?: string | null;
                            serial?: string | null;
                            filesystem_uuid?: string | null;
                            filesystem_label?: string | null;
                            filesystem_type?: string | null;
                            mount_points?: string[];
                            below?: string[];
                            above?: string[];
                            transport?: {
                                kind: string;
                                facts: {
                                    [key: string]: string;
                                };
                            } | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListDiskEvents: {
        parameters: {
            query?: {
                type?: string[];
                subsystem?: string[];
                severity?: string;
                device?: string;
                only?: boolean;
                since?: string;
                until?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: {
                            type: string;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            device: string;
                            message: string;
                            /** Format: date-time */
                            time?: string | null;
                            wwid?: string | null;
                            path?: string | null;
                            kind?: string | null;
                            subsystem?: string;
                            peripety_type?: string | null;
                            advice?: string | null;
                            /** Format: uuid */
                            incident?: string;
                            root_cause?: string;
                            root_device?: string;
                            count?: number;
                            repeat?: boolean;
                            suppressed?: number;
                            also?: {
                                type: string;
                                device: string;
                                count: number;
                                suppressed: number;
                            }[];
                            holder?: string | null;
                            below?: {
                                name: string;
                                kind: string;
                                wwid: string | null;
                                path: string;
                            }[];
                            above?: {
                                name: string;
                                kind: string;
                                wwid: string | null;
                                path: string;
                            }[];
                            mount_points?: string[];
                            filesystem_uuid?: string | null;
                            transport?: {
                                kind: string;
                                facts: {
                                    [key: string]: string;
                                };
                            } | null;
                            facts?: {
                                [key: string]: string;
                            };
                            lines?: string[];
                            source?: string | null;
                            /** @enum {string|null} */
                            priority?: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug" | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ShowDisk: {
        parameters: {
            query: {
                device: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        device: {
                            name: string;
                            number: string;
                            kind: string;
                            wwid?: string | null;
                            path?: string;
                            preferred_path?: string;
                            map_name?: string | null;
                            size?: number;
                            model?: string | null;
                            serial?: string | null;
                            filesystem_uuid?: string | null;
                            filesystem_label?: string | null;
                            filesystem_type?: string | null;
                            mount_points?: string[];
                            below?: string[];
                            above?: string[];
                            transport?: {
                                kind: string;
                                facts: {
                                    [key: string]: string;
                                };
                            } | null;
                        };
                        below: {
                            name: string;
                            number: string;
                            kind: string;
                            wwid?: string | null;
                            path?: string;
                            preferred_path?: string;
                            map_name?: string | null;
                            size?: number;
                            model?: string | null;
                            serial?: string | null;
                            filesystem_uuid?: string | null;
                            filesystem_label?: string | null;
                            filesystem_type?: string | null;
                            mount_points?: string[];
                            below?: string[];
                            above?: string[];
                            transport?: {
                                kind: string;
                                facts: {
                                    [key: string]: string;
                                };
                            } | null;
                        }[];
                        above: {
                            name: string;
                            number: string;
                            kind: string;
                            wwid?: string | null;
                            path?: string;
                            preferred_path?: string;
                            map_name?: string | null;
                            size?: number;
                            model?: string | null;
                            serial?: string | null;
                            filesystem_uuid?: string | null;
                            filesystem_label?: string | null;
                            filesystem_type?: string | null;
                            mount_points?: string[];
                            below?: string[];
                            above?: string[];
                            transport?: {
                                kind: string;
                                facts: {
                                    [key: string]: string;
                                };
                            } | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListEvents: {
        parameters: {
            query?: {
                type?: string[];
                severity?: string;
                subject?: string;
                host?: string;
                since?: string;
                until?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        events: {
                            /** Format: uuid */
                            id: string;
                            host: string;
                            seq: number | null;
                            /** Format: date-time */
                            time: string;
                            clock_trusted: boolean;
                            /** Format: uuid */
                            boot_id: string;
                            /** @description Seconds. */
                            since_boot: number;
                            type: string;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            subject: string;
                            message: string;
                            recipients: string[] | null;
                            fields: Record<string, unknown> | null;
                            stored: boolean | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    StreamEvents: {
        parameters: {
            query?: {
                type?: string[];
                severity?: string;
                subject?: string;
                host?: string;
                since?: string;
                after?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    GetEvent: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: uuid */
                        id: string;
                        host: string;
                        seq: number | null;
                        /** Format: date-time */
                        time: string;
                        clock_trusted: boolean;
                        /** Format: uuid */
                        boot_id: string;
                        /** @description Seconds. */
                        since_boot: number;
                        type: string;
                        /** @enum {string} */
                        severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                        subject: string;
                        message: string;
                        recipients: string[] | null;
                        fields: Record<string, unknown> | null;
                        stored: boolean | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusLabelValues: {
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
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusLabelValuesByPost: {
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
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusLabels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusLabelsByPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusMetadata: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusMetadataByPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    ListMetrics: {
        parameters: {
            query?: {
                match?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        metrics: {
                            name: string;
                            labels: {
                                [key: string]: string;
                            };
                            kind: string;
                            help: string;
                            source: string;
                            /** Format: date-time */
                            time: string | null;
                            value: number | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PushMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        samples: number;
                        refused: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ExportMetrics: {
        parameters: {
            query?: {
                match?: string;
                since?: string;
                until?: string;
                format?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    QueryMetrics: {
        parameters: {
            query: {
                query: string;
                time?: string;
                since?: string;
                until?: string;
                step?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        series: {
                            labels: {
                                [key: string]: string;
                            };
                            points: {
                                /** Format: date-time */
                                time: string;
                                value: number;
                            }[];
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    MetricsStorage: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        samples: number;
                        bytes: number;
                        bytes_per_sample: number;
                        bytes_in_a_year: number | null;
                        recent_bytes: number;
                        series: {
                            series: string;
                            samples: number;
                            bytes: number;
                            bytes_per_sample: number;
                            bytes_in_a_year: number | null;
                            /** Format: date-time */
                            first: string;
                            /** Format: date-time */
                            last: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListNotifications: {
        parameters: {
            query?: {
                state?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        notifications: {
                            id: number;
                            target: string;
                            state: string;
                            attempts: number;
                            /** Format: date-time */
                            due: string | null;
                            /** Format: date-time */
                            finished: string | null;
                            error: string | null;
                            /** Format: uuid */
                            event: string;
                            /** Format: date-time */
                            time: string | null;
                            type: string | null;
                            /** @enum {string|null} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug" | null;
                            subject: string | null;
                            message: string | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListChannels: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        channels: {
                            name: string;
                            kind: string;
                            destination: string;
                            time_zone: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    TestChannel: {
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
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        channel: string;
                        result: string;
                        reason: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    RetryNotifications: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        count: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    RetryNotification: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        count: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusQuery: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusQueryByPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusQueryRange: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusQueryRangeByPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusSeries: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusSeriesByPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    BeginSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    EndSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    GetStatus: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, unknown>;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusBuildInfo: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    PrometheusBuildInfoByPost: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    GetTimeline: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                around?: string;
                window?: string;
                limit?: number;
                unusual?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from: string;
                        /** Format: date-time */
                        to: string;
                        spans: {
                            kind: string;
                            /** Format: date-time */
                            start: string;
                            /** Format: date-time */
                            end: string | null;
                            label: string;
                        }[];
                        events: {
                            /** Format: uuid */
                            id: string;
                            host: string;
                            seq: number | null;
                            /** Format: date-time */
                            time: string;
                            clock_trusted: boolean;
                            /** Format: uuid */
                            boot_id: string;
                            /** @description Seconds. */
                            since_boot: number;
                            type: string;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            subject: string;
                            message: string;
                            recipients: string[] | null;
                            fields: Record<string, unknown> | null;
                            stored: boolean | null;
                        }[];
                        truncated: boolean;
                        unusual: {
                            labels: {
                                [key: string]: string;
                            };
                            /** Format: date-time */
                            time: string;
                            value: number;
                            median: number;
                            deviations: number;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetTimelineDensity: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
                slices?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from: string;
                        /** Format: date-time */
                        to: string;
                        slices: number;
                        spans: {
                            kind: string;
                            /** Format: date-time */
                            start: string;
                            /** Format: date-time */
                            end: string | null;
                            label: string;
                        }[];
                        counts: {
                            slice: number;
                            capability: string;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            count: number;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetUnusualMetrics: {
        parameters: {
            query?: {
                from?: string;
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        from: string;
                        /** Format: date-time */
                        to: string;
                        unusual: {
                            labels: {
                                [key: string]: string;
                            };
                            /** Format: date-time */
                            time: string;
                            value: number;
                            median: number;
                            deviations: number;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListTokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        tokens: {
                            name: string;
                            role: string;
                            /** Format: date-time */
                            created: string;
                            expired: boolean;
                            /** @default null */
                            expires: unknown;
                            /** @default null */
                            last_used: unknown;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    CreateToken: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    name: string;
                    role: string;
                    /** @default null */
                    expires_in?: unknown;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    RevokeToken: {
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
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    GetUptime: {
        parameters: {
            query?: {
                since?: string;
                until?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        since?: string | null;
                        /** Format: date-time */
                        until?: string | null;
                        boots?: number;
                        clean?: number;
                        crashes?: number;
                        unknown?: number;
                        availability?: number | null;
                        /** @description Seconds. */
                        up?: number;
                        /** @description Seconds. */
                        down?: number;
                        /** @description Seconds. */
                        suspended?: number;
                        /** @description Seconds. */
                        not_watched?: number;
                        /** @description Seconds. */
                        unaccounted?: number;
                        longest_up?: {
                            /** @description Seconds. */
                            length: number;
                            /** Format: date-time */
                            from: string;
                        } | null;
                        longest_down?: {
                            /** @description Seconds. */
                            length: number;
                            /** Format: date-time */
                            from: string;
                        } | null;
                        /** @description Seconds. */
                        average_up?: number | null;
                        /** @description Seconds. */
                        average_down?: number | null;
                        /** @description Seconds. */
                        current?: number | null;
                        /** Format: date-time */
                        current_since?: string | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetUptimeAt: {
        parameters: {
            query: {
                time: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        /** Format: date-time */
                        time: string;
                        state: string;
                        boot: number | null;
                        /** Format: date-time */
                        since: string | null;
                        /** Format: date-time */
                        until: string | null;
                        reason: string | null;
                        /** @description Seconds. */
                        elapsed?: number | null;
                        /** @description Seconds. */
                        remaining?: number | null;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListBoots: {
        parameters: {
            query?: {
                since?: string;
                until?: string;
                sort?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        boots: {
                            number: number;
                            /** Format: uuid */
                            boot_id?: string | null;
                            kernel?: string | null;
                            /** Format: date-time */
                            started: string;
                            /** Format: date-time */
                            ended?: string | null;
                            /** @description Seconds. */
                            uncertainty?: number;
                            end: string;
                            cause?: string;
                            reason?: string | null;
                            /** @description Seconds. */
                            uptime: number;
                            /** @description Seconds. */
                            suspended?: number;
                            /** @description Seconds. */
                            not_watched?: number;
                            clock_trusted?: boolean;
                            /** @description Seconds. */
                            downtime?: number | null;
                            /** @description Seconds. */
                            unaccounted?: number | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListCrashes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        crashes: {
                            id?: number;
                            /** Format: uuid */
                            boot_id: string;
                            kernel: string;
                            /** Format: date-time */
                            went_down: string;
                            /** @description Seconds. */
                            uncertainty: number;
                            /** Format: date-time */
                            back?: string | null;
                            /** @description Seconds. */
                            down?: number | null;
                            /** @description Seconds. */
                            uptime: number;
                            cause: string;
                            reason: string;
                            last_words?: {
                                /** Format: date-time */
                                at: string | null;
                                source: string;
                                text: string;
                            }[];
                            metrics?: {
                                name: string;
                                unit: string;
                                first: number;
                                least: number;
                                most: number;
                                last: number;
                            }[];
                            events?: {
                                /** Format: date-time */
                                time: string;
                                type: string;
                                /** @enum {string} */
                                severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                                subject: string;
                                message: string;
                            }[];
                            watches?: string[];
                            canaries?: string[];
                            clock_trusted?: boolean;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    GetCrash: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        id?: number;
                        /** Format: uuid */
                        boot_id: string;
                        kernel: string;
                        /** Format: date-time */
                        went_down: string;
                        /** @description Seconds. */
                        uncertainty: number;
                        /** Format: date-time */
                        back?: string | null;
                        /** @description Seconds. */
                        down?: number | null;
                        /** @description Seconds. */
                        uptime: number;
                        cause: string;
                        reason: string;
                        last_words?: {
                            /** Format: date-time */
                            at: string | null;
                            source: string;
                            text: string;
                        }[];
                        metrics?: {
                            name: string;
                            unit: string;
                            first: number;
                            least: number;
                            most: number;
                            last: number;
                        }[];
                        events?: {
                            /** Format: date-time */
                            time: string;
                            type: string;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            subject: string;
                            message: string;
                        }[];
                        watches?: string[];
                        canaries?: string[];
                        clock_trusted?: boolean;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListFlights: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        flights: {
                            id: number;
                            /** Format: uuid */
                            boot_id: string | null;
                            /** Format: date-time */
                            begin: string;
                            /** Format: date-time */
                            end: string;
                            /** @description Seconds. */
                            duration: number;
                            clock_trusted: boolean;
                            landing: string | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ImportFlights: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    flights: {
                        id: number;
                        duration: number;
                        last_ts: number;
                    }[];
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        added: number;
                        updated: number;
                        unchanged: number;
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListWatches: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        watches: {
                            name: string;
                            state: string;
                            source: string;
                            condition: string;
                            why: string;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            is_default: boolean;
                            keys: number;
                            matches: number;
                            /** Format: date-time */
                            last_match: string | null;
                            /** Format: date-time */
                            last_action: string | null;
                            last_result: string | null;
                            suppressed: number;
                            /** Format: date-time */
                            next_action: string | null;
                            /** Format: date-time */
                            silenced_until: string | null;
                            trouble: string | null;
                            held_by: string | null;
                            last_attempts: number;
                            last_error: string | null;
                            /** Format: date-time */
                            next_try: string | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListConditions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        top: {
                            condition: string;
                            key: string;
                            priority: number;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            message: string;
                            /** Format: date-time */
                            since: string;
                            watch: string;
                            inhibited_by: string | null;
                        } | null;
                        conditions: {
                            condition: string;
                            key: string;
                            priority: number;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            message: string;
                            /** Format: date-time */
                            since: string;
                            watch: string;
                            inhibited_by: string | null;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ListRuns: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: {
                            /** Format: uuid */
                            id: string;
                            watch: string;
                            key: string;
                            edge: string;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            message: string;
                            why: string;
                            line: string;
                            captures: {
                                [key: string]: string;
                            };
                            /** Format: date-time */
                            time: string;
                            status: string;
                            /** Format: date-time */
                            started: string | null;
                            /** @description Seconds. */
                            duration: number | null;
                            attempts: number;
                            /** Format: date-time */
                            next_try: string | null;
                            exit: number | null;
                            output: string;
                            error: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ExplainWatch: {
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
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        watch: {
                            name: string;
                            state: string;
                            source: string;
                            condition: string;
                            why: string;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            is_default: boolean;
                            keys: number;
                            matches: number;
                            /** Format: date-time */
                            last_match: string | null;
                            /** Format: date-time */
                            last_action: string | null;
                            last_result: string | null;
                            suppressed: number;
                            /** Format: date-time */
                            next_action: string | null;
                            /** Format: date-time */
                            silenced_until: string | null;
                            trouble: string | null;
                            held_by: string | null;
                            last_attempts: number;
                            last_error: string | null;
                            /** Format: date-time */
                            next_try: string | null;
                        };
                        keys: {
                            key: string;
                            is_raised: boolean;
                            state: string;
                            gave_up: boolean;
                            suppressed: number;
                        }[];
                        seen: {
                            /** Format: date-time */
                            time: string;
                            key: string;
                            text: string;
                            outcome: string;
                        }[];
                        then: string[];
                        after: string[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    ResetWatch: {
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
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    ListRunsOfWatch: {
        parameters: {
            query?: {
                limit?: number;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        runs: {
                            /** Format: uuid */
                            id: string;
                            watch: string;
                            key: string;
                            edge: string;
                            /** @enum {string} */
                            severity: "emergency" | "alert" | "critical" | "error" | "warning" | "notice" | "info" | "debug";
                            message: string;
                            why: string;
                            line: string;
                            captures: {
                                [key: string]: string;
                            };
                            /** Format: date-time */
                            time: string;
                            status: string;
                            /** Format: date-time */
                            started: string | null;
                            /** @description Seconds. */
                            duration: number | null;
                            attempts: number;
                            /** Format: date-time */
                            next_try: string | null;
                            exit: number | null;
                            output: string;
                            error: string;
                        }[];
                    };
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    SilenceWatch: {
        parameters: {
            query?: {
                for?: string;
            };
            header?: never;
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    GetBadge: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    GetHealth: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    ScrapeMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
    GetOpenApi: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            default: components["responses"]["Problem"];
        };
    };
}
