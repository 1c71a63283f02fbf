//! Processes, connections and the bus are killed at any moment, under load: a page that follows events shows in the end what the
//! database holds, each time.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use nix::sys::signal::Signal;
use reqwest::{Client, RequestBuilder};
use serde_json::{Value, json};
use watchroom_test_support::{Postgres, TestRedis, TestTenant};

use crate::instance::{Instance, SAMPLES};
use crate::program::Line;
use crate::running_demo::sign_in;
use crate::served::Served;

/// How often something is killed; three times, since there are three tests.
const ROUNDS: usize = 50;
const WRITERS: usize = 3;
const DESK: &str = "INSERT INTO service_desk.categories VALUES ('Pothole', false, '', 'pothole')";

/// Tickets by id, each with its version.
type Tickets = BTreeMap<String, i64>;

/// Two servers over one database, of which either may be away.
struct World {
    instance: Instance,
    tenant: TestTenant,
    redis: Option<String>,
    urls: Mutex<[String; 2]>,
    cookies: Mutex<String>,
    client: Client,
}

impl World {
    async fn new(postgres: &'static Postgres, redis: Option<String>) -> Self {
        let instance = Instance::migrated_in(postgres).await;
        let mut tenant = TestTenant::make_in(postgres, "one", SAMPLES).await;
        let add = ["tenant", "add", "one", "--name", "One", "--database-url", &tenant.reader_url()];
        instance.line(add).run().said();
        tenant.install_desk().await;
        tenant.owner().await.batch_execute(DESK).await.expect("a category");
        let (owner, desk) = (instance.path().join("owner.url"), instance.path().join("desk.url"));
        std::fs::write(&owner, tenant.owner_url()).expect("a file");
        std::fs::write(&desk, tenant.desk_url()).expect("a file");
        let urls = [owner, desk].map(|path| path.display().to_string());
        let give = ["tenant", "service-desk", "one", "--owner-url-file", &urls[0], "--desk-url-file", &urls[1]];
        instance.line(give).run().said();
        instance.dashboards("one");
        let settings = instance.path().join("config/tenants/one/tenant.yaml");
        std::fs::write(settings, "tenant: { name: One, service_desk: { enabled: true } }\n").expect("a file");
        let add = instance.line(["user", "add", "eve@test.example", "--full-name", "Eve"]);
        add.stdin("correct horse battery\n").run().said();
        instance.line(["user", "grant", "eve@test.example", "--tenant", "one", "--role", "manager"]).run().said();
        let client = Client::builder().timeout(Duration::from_secs(20)).build().expect("a client");
        Self { instance, tenant, redis, urls: Mutex::default(), cookies: Mutex::default(), client }
    }

    fn serve(&self) -> Line {
        let line = self.instance.line(["serve", "--listen", "127.0.0.1:0"]);
        match &self.redis {
            Some(url) => line.env("WATCHROOM_REDIS_URL", url),
            None => line,
        }
    }

    fn stands(&self, place: usize, url: &str) {
        url.clone_into(&mut lock(&self.urls)[place]);
    }

    fn asking(&self, request: RequestBuilder) -> RequestBuilder {
        request.header("x-tenant", "one").header("cookie", lock(&self.cookies).clone())
    }

    /// An answer of whichever server gives one.
    async fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> (u16, Value) {
        for attempt in 0.. {
            let url = lock(&self.urls)[attempt % 2].clone();
            let method: reqwest::Method = method.to_uppercase().parse().expect("a method");
            let request = self.asking(self.client.request(method, format!("{url}{path}"))).header("origin", &url);
            let request = body.iter().fold(request, |request, body| request.json(body));
            if let Ok(response) = request.send().await {
                let status = response.status().as_u16();
                if status < 500
                    && let Ok(body) = response.json().await
                {
                    return (status, body);
                }
            }
            assert!(attempt < 1_000, "nobody answers {path}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        unreachable!("the loop has no end")
    }

    async fn in_the_database(&self) -> Tickets {
        let rows =
            self.tenant.owner().await.query("SELECT id::text, version::bigint FROM service_desk.tickets", &[]).await;
        rows.expect("tickets").iter().map(|row| (row.get(0), row.get(1))).collect()
    }

    async fn look_at_all(&self) -> Tickets {
        let mut tickets = Tickets::new();
        for page in 0.. {
            let (status, list) =
                self.ask("get", &format!("/api/v1/tickets?page_size=500&page={page}&sort_order=asc"), None).await;
            assert_eq!(status, 200, "{list}");
            let rows = list["tickets"].as_array().expect("tickets");
            tickets.extend(rows.iter().map(entry));
            if rows.len() < 500 {
                return tickets;
            }
        }
        unreachable!("the loop has no end")
    }

    /// Makes tickets and changes them, as long as `go` says so.
    async fn write(&self, go: &AtomicBool, busy: &AtomicUsize) {
        let mut made: Vec<String> = Vec::new();
        for turn in 0_usize.. {
            if !go.load(Ordering::SeqCst) {
                tokio::time::sleep(Duration::from_millis(5)).await;
                continue;
            }
            busy.fetch_add(1, Ordering::SeqCst);
            // Every third time an older ticket is changed, too.
            if turn % 3 == 2 && !made.is_empty() {
                let id = made.swap_remove(turn % made.len());
                let (_, ticket) = self.ask("get", &format!("/api/v1/tickets/{id}"), None).await;
                let change = json!({"severity": "high", "version": ticket["version"]});
                self.ask("patch", &format!("/api/v1/tickets/{id}"), Some(&change)).await;
            }
            let body = json!({"category": "Pothole", "description": "A hole in the road"});
            let (_, ticket) = self.ask("post", "/api/v1/tickets", Some(&body)).await;
            made.extend(ticket["id"].as_str().map(ToOwned::to_owned));
            busy.fetch_sub(1, Ordering::SeqCst);
        }
    }

    /// Follows events as a page does: what they name is fetched, and after a break the other server is asked to go on.
    async fn follow(&self, view: &Mutex<Tickets>, resyncs: &AtomicUsize) {
        let mut last_id = String::new();
        for attempt in 0_usize.. {
            let url = lock(&self.urls)[attempt % 2].clone();
            // A stream has no end: no patience but the heartbeat's.
            let request = self.asking(Client::new().get(format!("{url}/api/v1/events")));
            let request = if last_id.is_empty() { request } else { request.header("last-event-id", &last_id) };
            let Ok(mut response) = request.send().await else {
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            };
            if response.status().as_u16() != 200 {
                tokio::time::sleep(Duration::from_millis(20)).await;
                continue;
            }
            let mut text = String::new();
            let mut anew = last_id.is_empty();
            while let Ok(Some(chunk)) = response.chunk().await {
                text.push_str(std::str::from_utf8(&chunk).expect("UTF-8"));
                while let Some((block, rest)) = text.split_once("\n\n") {
                    let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
                    let data: Value = serde_json::from_str(field("data: ")).unwrap_or_default();
                    let (event, id) = (field("event: ").to_owned(), field("id: ").to_owned());
                    text = rest.to_owned();
                    if event == "resync" {
                        resyncs.fetch_add(1, Ordering::SeqCst);
                    }
                    if anew || event == "resync" {
                        anew = false;
                        let all = self.look_at_all().await;
                        *lock(view) = all;
                    }
                    if let Some(ticket) = data["ticket_id"].as_str() {
                        let (status, ticket) = self.ask("get", &format!("/api/v1/tickets/{ticket}"), None).await;
                        assert_eq!(status, 200, "{ticket}");
                        lock(view).extend([entry(&ticket)]);
                    }
                    // Only what was worked through counts as seen.
                    if !id.is_empty() {
                        last_id = id;
                    }
                }
            }
        }
    }
}

fn entry(ticket: &Value) -> (String, i64) {
    (ticket["id"].as_str().expect("an id").to_owned(), ticket["version"].as_i64().expect("a version"))
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Numbers that look random and are the same in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        // xorshift64 (Marsaglia, 2003).
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

/// What else may be killed than a server.
enum Third {
    Redis(TestRedis),
    /// Every connection to both databases.
    Connections,
    /// PostgreSQL itself.
    Postgres,
}

async fn kill_at_random(mut third: Third, seed: u64) {
    let redis = if let Third::Redis(redis) = &third { Some(redis.url()) } else { None };
    let postgres = if let Third::Postgres = third { Postgres::to_crash() } else { Postgres::shared() };
    let world = Arc::new(World::new(postgres, redis).await);
    let mut servers = Vec::new();
    for place in 0..2 {
        let server = Served::start(world.serve());
        world.stands(place, &server.url);
        servers.push(Some(server));
    }
    let url = lock(&world.urls)[0].clone();
    let cookies = sign_in(&url, "eve@test.example", "correct horse battery", "one").await.cookies();
    cookies.clone_into(&mut lock(&world.cookies));

    let (view, resyncs) = (Arc::new(Mutex::new(Tickets::new())), Arc::new(AtomicUsize::new(0)));
    let (go, busy) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..WRITERS {
        let (world, go, busy) = (Arc::clone(&world), Arc::clone(&go), Arc::clone(&busy));
        tasks.spawn(async move { world.write(&go, &busy).await });
    }
    let follower = (Arc::clone(&world), Arc::clone(&view), Arc::clone(&resyncs));
    tasks.spawn(async move { follower.0.follow(&follower.1, &follower.2).await });

    let mut crashes = 0;
    let mut chance = Chance(seed);
    for round in 0..ROUNDS {
        go.store(true, Ordering::SeqCst);
        tokio::time::sleep(Duration::from_millis(20 + chance.below(200))).await;
        let place = usize::try_from(chance.below(3)).expect("small");
        match servers.get_mut(place) {
            Some(server) => {
                let killed = server.take().expect("it runs");
                killed.process.send(Signal::SIGKILL);
                drop(killed);
            }
            None => match &mut third {
                Third::Redis(redis) => redis.kill(),
                Third::Connections => {
                    let names =
                        [world.tenant.database.name(), world.instance.central.name()].map(|name| format!("'{name}'"));
                    let sql = format!(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname IN ({}) AND pid <> pg_backend_pid()",
                        names.join(", ")
                    );
                    let root = world.tenant.database.connect().await;
                    root.batch_execute(&sql).await.expect("ended");
                }
                Third::Postgres => {
                    postgres.crash().await;
                    crashes += 1;
                }
            },
        }
        tokio::time::sleep(Duration::from_millis(chance.below(150))).await;
        go.store(false, Ordering::SeqCst);
        let starting = servers.get(place).is_some_and(Option::is_none).then(|| {
            let world = Arc::clone(&world);
            tokio::task::spawn_blocking(move || Served::start(world.serve()))
        });
        if let (None, Third::Redis(redis)) = (servers.get(place), &mut third) {
            redis.start_again();
        }
        postgres.stands().await;
        let mut waited = 0;
        loop {
            let quiet = busy.load(Ordering::SeqCst) == 0;
            let database = world.in_the_database().await;
            if quiet && *lock(&view) == database {
                break;
            }
            waited += 1;
            assert!(waited < 600, "round {round}, {place} was killed: {}", difference(&lock(&view), &database));
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        if let Some(starting) = starting {
            let server = starting.await.expect("a server");
            world.stands(place, &server.url);
            servers[place] = Some(server);
        }
        while let Some(ended) = tasks.try_join_next() {
            ended.expect("neither writers nor the follower end");
        }
    }
    let made = lock(&view).len();
    assert!(made > ROUNDS, "there was load: {made} tickets");
    let resyncs = resyncs.load(Ordering::SeqCst);
    // While PostgreSQL is away nobody can say who may hear what, and what happens then is not told but looked at.
    let most = ROUNDS / 2 + crashes;
    assert!(resyncs < most, "most of what was missed was told again: {resyncs} times everything was looked at");
}

fn difference(view: &Tickets, database: &Tickets) -> String {
    let lost = database.iter().filter(|(id, version)| view.get(*id) != Some(*version)).count();
    format!("{lost} of {} tickets are not as in the database; {} are shown", database.len(), view.len())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_shows_what_the_database_holds_though_servers_and_redis_are_killed() {
    kill_at_random(Third::Redis(TestRedis::start()), 0x9e37_79b9_7f4a_7c15).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_shows_what_the_database_holds_though_servers_and_connections_are_killed() {
    kill_at_random(Third::Connections, 0x2545_f491_4f6c_dd1d).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_shows_what_the_database_holds_though_servers_and_postgresql_itself_are_killed() {
    kill_at_random(Third::Postgres, 0xd1b5_4a32_d192_ed03).await;
}
