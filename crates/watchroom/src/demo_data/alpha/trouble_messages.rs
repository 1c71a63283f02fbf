//! What services write down when something goes on.

use super::messages::Templates;

/// A release goes out.
pub const DEPLOY: Templates = Templates {
    debug: &[],
    info: &[
        "release {release} started on {host}",
        "{host} is ready after {slow} ms",
        "draining {count} connections on {host}",
        "migration {number} applied in {ms} ms",
        "cache warmed with {number} keys",
    ],
    warning: &[
        "request {id} waited {slow} ms for a warming worker on {host}",
        "release {release}: setting `pool_size` is deprecated",
        "connection {id} reset while {host} restarts",
    ],
    error: &[
        "request {id} failed: {host} closed the connection",
        "release {release}: health check of {host} failed, trying again",
    ],
    critical: &[],
};

/// Too little processor.
pub const SATURATION: Templates = Templates {
    debug: &[],
    info: &[],
    warning: &[
        "request {id} took {slow} ms on {host}",
        "run queue of {host} is {count} long",
        "pool on {host} exhausted, {count} callers wait",
        "shedding load: {percent} % of anonymous calls refused",
    ],
    error: &[
        "request {id} timed out after {slow} ms waiting for {host}",
        "HTTP 503 from {host} for request {id}",
        "order {number} not confirmed: deadline of {slow} ms passed",
        "circuit to {host} opened after {count} failures",
        "statement {id} cancelled on {host} after {slow} ms",
    ],
    critical: &[
        "{host} answers no health check for {count} s, processor at {percent} %",
        "error budget of this month used up: {percent} % of calls failed in 5 minutes",
    ],
};

/// Memory runs out on a worker.
pub const LEAK: Templates = Templates {
    debug: &[],
    info: &[],
    warning: &[
        "memory of {host} at {percent} %, job {id} delayed",
        "garbage collection on {host} paused jobs for {slow} ms",
        "worker process {number} on {host} grew by {count} MB in a minute",
    ],
    error: &[
        "job {id} failed on {host}: cannot allocate memory",
        "worker process {number} on {host} did not answer for {count} s",
    ],
    critical: &["out of memory on {host}: process {number} killed, {count} jobs queued again"],
};

/// A server is gone.
pub const OUTAGE: Templates = Templates {
    debug: &[],
    info: &[],
    warning: &["{host} left the pool, {count} sessions moved", "request {id} sent to another server, {slow} ms lost"],
    error: &[
        "connect to {host}:8443 refused, request {id}",
        "no route to {host} after {slow} ms, request {id}",
        "session {id} lost with {host}",
        "heartbeat of {host} missed {count} times",
    ],
    critical: &["{host} is unreachable for {count} s", "{host} is down: capacity of its group under the safe level"],
};

/// A planned restart.
pub const PATCHING: Templates = Templates {
    debug: &[],
    info: &[
        "{host} goes down for patching",
        "draining {count} connections on {host}",
        "{host}: {count} packages upgraded",
        "patch run {id} on {host} goes on",
    ],
    warning: &["connection {id} to {host} closed by planned restart", "{host} still draining after {slow} ms"],
    critical: &[],
    error: &[],
};
