//! The demo's databases and roles: the central one, and for each tenant a database of its own with an owner, who
//! writes, and a reader, who can read it, nothing else, and no other database.

use anyhow::Context;
use tokio_postgres::{Client, NoTls};
use watchroom_domain::TenantId;
use watchroom_embedded_postgres::Server;
use watchroom_spec::TableName;
use watchroom_store::{Address, DeskRole, WatchTriggers, install_desk};

use super::manifest::TenantDatabase;
use crate::settings::CentralSettings;

/// The tenants of the demo: id and the organisation's name.
const TENANTS: [(&str, &str); 2] =
    [("tenant-alpha", "Alpha Platform Operations"), ("tenant-beta", "Mokgatle Local Municipality")];

/// The tenant with a service desk.
pub(super) const WITH_DESK: &str = "tenant-beta";

const CENTRAL: &str = "watchroom_central";

/// Where everything is.
pub(super) struct Databases {
    /// The central database, under the cluster's owner.
    pub(super) central_url: String,
    tenants: Vec<Tenant>,
}

struct Tenant {
    id: &'static str,
    name: &'static str,
    /// Under the cluster's owner: what people are given for psql.
    superuser_url: String,
    /// Under the role that collectors write with.
    owner_url: String,
    /// Under the role that panels read with.
    reader_url: String,
    /// Under the service desk's own role, where there is a desk.
    desk_url: Option<String>,
}

impl Databases {
    /// The tenants' databases as `demo.json` names them.
    pub(super) fn for_people(&self) -> Vec<TenantDatabase> {
        let entry =
            |tenant: &Tenant| TenantDatabase { id: tenant.id.to_owned(), database_url: tenant.superuser_url.clone() };
        self.tenants.iter().map(entry).collect()
    }

    /// Lets a table of a tenant tell of its changes at once, as its owner would.
    pub(super) async fn watch(&self, id: &str, table: &str, column: &str) -> anyhow::Result<()> {
        let owner = Address::parse(&self.tenant(id)?.owner_url)?;
        let table = TableName { schema: None, name: table.to_owned() };
        let triggers = WatchTriggers::find(&owner, &table, Some(column), "UTC").await?;
        Ok(WatchTriggers::run(&owner, &triggers.install_sql()).await?)
    }

    fn tenant(&self, id: &str) -> anyhow::Result<&Tenant> {
        self.tenants.iter().find(|tenant| tenant.id == id).context("the demo has no such tenant")
    }

    /// Connects as the owner of a tenant's database.
    pub(super) async fn owner(&self, id: &str) -> anyhow::Result<Client> {
        connect(&self.tenant(id)?.owner_url).await
    }
}

async fn connect(url: &str) -> anyhow::Result<Client> {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

/// Makes what is missing. Roles get new passwords at every start: nothing but this process needs them.
pub(super) async fn prepare(server: &Server) -> anyhow::Result<Databases> {
    let root = connect(&server.superuser_url("postgres")).await?;
    make_database(&root, CENTRAL, None).await?;
    shut_to_others(&root, &[CENTRAL, "postgres", "template1"]).await?;
    let mut tenants = Vec::new();
    for (id, name) in TENANTS {
        let database = id.replace('-', "_");
        let owner = make_role(&root, &format!("{database}_owner")).await?;
        let reader = make_role(&root, &format!("{database}_reader")).await?;
        make_database(&root, &database, Some(&owner.name)).await?;
        shut_to_others(&root, &[&database]).await?;
        root.batch_execute(&format!(
            "GRANT CONNECT ON DATABASE {database} TO {reader};
             ALTER ROLE {reader} SET default_transaction_read_only = on;
             ALTER ROLE {reader} SET statement_timeout = '15s'",
            reader = reader.name
        ))
        .await?;
        let inside = connect(&server.superuser_url(&database)).await?;
        inside
            .batch_execute(&format!(
                "ALTER SCHEMA public OWNER TO {owner};
                 REVOKE ALL ON SCHEMA public FROM PUBLIC;
                 GRANT USAGE ON SCHEMA public TO {reader};
                 GRANT SELECT ON ALL TABLES IN SCHEMA public TO {reader};
                 ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT SELECT ON TABLES TO {reader}",
                owner = owner.name,
                reader = reader.name
            ))
            .await?;
        let at = |role: &Role| {
            format!(
                "postgresql://{}:{}@127.0.0.1:{}/{database}?sslmode=disable",
                role.name,
                role.password,
                server.port()
            )
        };
        let desk_url = if id == WITH_DESK {
            let desk = make_role(&root, &format!("{database}_desk")).await?;
            let (owner, desk) = (Address::parse(&at(&owner))?, at(&desk));
            let role = DeskRole::There(&Address::parse(&desk)?);
            install_desk(&owner, &role, &reader.name).await.context("the service desk")?;
            Some(desk)
        } else {
            None
        };
        tenants.push(Tenant {
            id,
            name,
            superuser_url: server.superuser_url(&database),
            owner_url: at(&owner),
            reader_url: at(&reader),
            desk_url,
        });
    }
    Ok(Databases { central_url: server.superuser_url(CENTRAL), tenants })
}

/// Puts the tenants into the central database; their port may be another than last time.
pub(super) async fn register(databases: &Databases, settings: &CentralSettings) -> anyhow::Result<()> {
    for tenant in &databases.tenants {
        let id: TenantId = tenant.id.parse()?;
        let address = Address::parse(&tenant.reader_url)?;
        settings.central.tenant_put(&id, tenant.name, &address, &settings.key, &super::by()).await?;
        if let Some(desk) = &tenant.desk_url {
            settings.central.tenant_desk_put(&id, &Address::parse(desk)?, &settings.key, &super::by()).await?;
        }
    }
    Ok(())
}

struct Role {
    name: String,
    password: String,
}

async fn make_role(root: &Client, name: &str) -> anyhow::Result<Role> {
    let password: String = rand::random::<[u8; 16]>().iter().map(|byte| format!("{byte:02x}")).collect();
    let known = root.query_opt("SELECT FROM pg_roles WHERE rolname = $1", &[&name]).await?.is_some();
    let verb = if known { "ALTER" } else { "CREATE" };
    root.batch_execute(&format!(
        "{verb} ROLE {name} LOGIN PASSWORD '{password}' NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
    ))
    .await?;
    Ok(Role { name: name.to_owned(), password })
}

async fn make_database(root: &Client, name: &str, owner: Option<&str>) -> anyhow::Result<()> {
    let known = root.query_opt("SELECT FROM pg_database WHERE datname = $1", &[&name]).await?.is_some();
    if !known {
        let owner = owner.map(|owner| format!(" OWNER {owner}")).unwrap_or_default();
        root.batch_execute(&format!("CREATE DATABASE {name}{owner}")).await?;
    }
    Ok(())
}

/// Whoever is not named may not even connect.
async fn shut_to_others(root: &Client, databases: &[&str]) -> anyhow::Result<()> {
    for database in databases {
        root.batch_execute(&format!("REVOKE ALL ON DATABASE {database} FROM PUBLIC")).await?;
    }
    Ok(())
}
