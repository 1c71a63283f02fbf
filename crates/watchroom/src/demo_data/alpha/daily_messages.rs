//! What services write down on an ordinary day.

use super::messages::Templates;

/// Any of them.
pub const COMMON: Templates = Templates {
    debug: &[
        "cache miss for session {id}",
        "token {id} refreshed",
        "pool on {host}: {count} connections idle",
        "feature flag checkout_v2 is on for account {number}",
    ],
    info: &[
        "request {id} finished in {ms} ms",
        "certificate of {host} valid for {count} more days",
        "configuration read again on {host}, nothing changed",
    ],
    warning: &[
        "disk of {host} is {percent} % full",
        "clock of {host} is {ms} ms off",
        "request {id} retried, upstream took {slow} ms",
    ],
    error: &[
        "request {id} failed: upstream {host} timed out after {slow} ms",
        "request {id} refused: body is not valid JSON",
    ],
    critical: &["{host} cannot write its log: {count} lines lost"],
};

/// Each its own, in the order of the services.
pub const OWN: [Templates; 10] = [
    // api-gateway
    Templates {
        debug: &["route of request {id} found in {ms} ms"],
        info: &["client {number} connected from {address}", "page rendered in {ms} ms for account {number}"],
        warning: &[
            "rate limit reached by {address}: {number} calls in 60 s",
            "deprecated field `customer_ref` sent by client {number}",
        ],
        error: &["request {id} failed: HTTP 502 from {host}", "header of request {id} is longer than 16 kB"],
        critical: &["no healthy upstream for {count} s"],
    },
    // auth
    Templates {
        debug: &["key {id} read from cache"],
        info: &["user {number} signed in from {address}", "password of user {number} changed"],
        warning: &[
            "sign-in of user {number} failed {count} times",
            "token of user {number} used from {address} and one other place",
        ],
        error: &["token {id} refused: signature does not match", "user {number} locked after {count} failed sign-ins"],
        critical: &["signing key expires in {count} minutes"],
    },
    // billing
    Templates {
        debug: &["query plan reused, {ms} ms"],
        info: &["invoice {number} rendered in {ms} ms", "payment {number} settled"],
        warning: &[
            "slow query on {host}: {slow} ms, statement {id}",
            "payment {number} waits for its provider since {slow} ms",
        ],
        error: &[
            "payment {number} declined by provider: code {count}",
            "could not render invoice {number}: template field `vat_number` is missing",
        ],
        critical: &["ledger of account {number} does not balance, posting stopped"],
    },
    // checkout
    Templates {
        debug: &["cart {id} priced in {ms} ms"],
        info: &["order {number} accepted", "voucher {id} redeemed on order {number}"],
        warning: &["cart {id} expired with {count} articles", "price of product {number} changed during checkout"],
        error: &[
            "duplicate key: order {number} was already booked",
            "order {number} refused: delivery address incomplete",
        ],
        critical: &["payment provider unreachable for {count} s, orders are held"],
    },
    // inventory
    Templates {
        debug: &["batch of {number} rows read in {ms} ms"],
        info: &["stock of product {number} set to {count}", "delivery {number} booked in {ms} ms"],
        warning: &[
            "slow query on {host}: {slow} ms, statement {id}",
            "product {number}: {count} reserved, fewer in stock",
        ],
        error: &[
            "deadlock on {host}, transaction {id} rolled back",
            "supplier feed {id} has {count} lines without a product",
        ],
        critical: &["replication to db-2 lags {slow} ms behind"],
    },
    // media
    Templates {
        debug: &["thumbnail {id} made in {ms} ms"],
        info: &["upload {id} stored, {number} kB", "{count} images sent to the content network"],
        warning: &["upload {id} is slow: {slow} ms for {number} kB"],
        error: &["image {id} rejected: {number} pixels wide", "object {id} not found in store"],
        critical: &["object store is read-only, {count} uploads held"],
    },
    // notifications
    Templates {
        debug: &["mail {id} joined batch {number}"],
        info: &["mail {id} handed to relay in {ms} ms", "webhook {id} delivered on try 1"],
        warning: &["queue mail-out holds {number} messages", "webhook {id} failed, {count} s to the next try"],
        error: &["mail {id} bounced: mailbox unavailable", "webhook {id} given up after 5 tries: HTTP 503"],
        critical: &["mail relay refuses all mail for {count} s"],
    },
    // reports
    Templates {
        debug: &["column {count} of report {number} encoded in {ms} ms"],
        info: &["report {number} ready after {slow} ms", "report {number} sent to {count} readers"],
        warning: &["report {number} takes {slow} ms, twice as long as usual"],
        error: &[
            "report {number} failed: division by zero in column {count}",
            "report {number} cut off at its time limit on {host}",
        ],
        critical: &["month-end report {number} missing, {count} tries failed"],
    },
    // scheduler
    Templates {
        debug: &["next run of job {id} in {count} s"],
        info: &["job nightly-export ended, {number} rows", "job {id} started on {host}"],
        warning: &["job {id} began {count} s late"],
        error: &["job {id} on {host} ended with code {count}", "lock of job {id} held by a worker that is gone"],
        critical: &["backup of db-1 failed: {count} files unreadable"],
    },
    // search
    Templates {
        debug: &["query {id} answered from cache in {ms} ms"],
        info: &["index refreshed: {count} segments merged on {host}", "{number} documents indexed in {slow} ms"],
        warning: &["query {id} visited {number} documents, {slow} ms"],
        error: &["query {id} refused: {count} wildcards", "shard {count} of {host} does not answer"],
        critical: &["index on {host} is corrupt, {count} shards rebuilt"],
    },
];
