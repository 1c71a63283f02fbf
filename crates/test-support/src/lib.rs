//! For tests: a real PostgreSQL with a database for each test, tenants with roles of their own, a running server, a
//! clock to move. Its functions panic with what went wrong: a test has no other use for an error.

mod app;
mod postgres;
mod provider;
mod redis;
mod session;
mod tenant;

pub use app::{TestApp, TestAppBuilder, secret_key};
pub use postgres::{Postgres, TestDatabase};
pub use provider::{Behaviour, CLIENT_ID, CLIENT_SECRET, Key, Signing, TestProvider, Twist};
pub use redis::TestRedis;
pub use session::{Reply, Session};
pub use tenant::TestTenant;
