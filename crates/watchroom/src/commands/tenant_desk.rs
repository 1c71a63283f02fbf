//! `watchroom tenant service-desk`: gives a tenant a service desk, or brings the one it has up to date.

use std::process::ExitCode;

use anyhow::{Context, bail};
use watchroom_domain::TenantId;
use watchroom_store::{Address, DeskHealth, DeskRole, Tenants, install_desk};

use crate::cli::DeskUrls;
use crate::settings::CentralSettings;
use crate::terminal::say;
use crate::{operator, settings};

/// The longest name that PostgreSQL keeps.
const NAME_MOST: usize = 63;

/// The addresses that a desk is made with.
pub(super) struct DeskAddresses {
    owner: Address,
    /// Its own role's, where the operator made one.
    desk: Option<Address>,
}

impl DeskAddresses {
    pub(super) fn read(urls: &DeskUrls) -> anyhow::Result<Self> {
        let (owner, desk) = settings::desk_urls(urls)?;
        let owner = Address::parse(owner.reveal()).context("the owner's URL")?;
        let desk = desk.map(|desk| Address::parse(desk.reveal()).context("the service desk's URL")).transpose()?;
        Ok(Self { owner, desk })
    }
}

/// Makes the desk, checks its role, and tells the central database of it.
pub(super) async fn give(settings: &CentralSettings, id: &TenantId, with: DeskAddresses) -> anyhow::Result<ExitCode> {
    settings.migrate().await?;
    let tenants = settings.central.tenant_list().await?;
    let tenant = tenants.iter().find(|tenant| tenant.id == *id).ok_or_else(|| super::tenant::unknown(id))?;
    let reader = tenant.address(&settings.key)?;
    let stored = tenant.desk_address(&settings.key)?;
    same_database(id, &reader, &with.owner, "the owner's URL")?;
    with.desk.as_ref().map_or(Ok(()), |desk| same_database(id, &reader, desk, "the service desk's URL"))?;

    // One that works goes on; where the tenant has moved since, its role and password are of the old place.
    let known = stored.clone().filter(|desk| (desk.database(), desk.server()) == (reader.database(), reader.server()));
    let made = match with.desk.or(known) {
        Some(desk) => Made { password: None, address: desk },
        None => Made::new_role(&reader)?,
    };
    let role = match &made.password {
        Some(password) => DeskRole::Make { name: made.address.user(), password },
        None => DeskRole::There(&made.address),
    };
    let applied = install_desk(&with.owner, &role, reader.user()).await?;
    made.address.check_desk().await.with_context(|| {
        format!("the service desk's tables are made, and its role `{}` cannot be used for them", made.address.user())
    })?;
    let is_new = stored.is_none();
    if stored.is_none_or(|stored| stored.with_password() != made.address.with_password()) {
        settings.central.tenant_desk_put(id, &made.address, &settings.key, &operator::by()).await?;
    }
    let done = match (is_new, applied.len()) {
        (true, _) => format!("{id} has a service desk"),
        (false, 0) => format!("{id}: the service desk is up to date"),
        (false, number) => format!("{id}: the service desk is brought up to date, by {number} steps"),
    };
    say(format_args!("{done}; its role is {}", made.address.user()));
    if is_new {
        say(format_args!(
            "Next: write `service_desk: {{ enabled: true }}` in {id}/tenant.yaml and the desk's settings in \
             {id}/service_desk.yaml, then: watchroom desk apply --tenant {id}"
        ));
    }
    Ok(ExitCode::SUCCESS)
}

/// The address of the desk's role, and its password where it is to be made.
struct Made {
    password: Option<String>,
    address: Address,
}

impl Made {
    fn new_role(reader: &Address) -> anyhow::Result<Self> {
        let name = format!("{}_desk", reader.database());
        if name.len() > NAME_MOST {
            bail!(
                "the role `{name}` would have a name of more than {NAME_MOST} bytes, which PostgreSQL cuts off; make a role \
                 for the service desk yourself, and name its address with --desk-url-file FILE"
            );
        }
        let password: String = rand::random::<[u8; 24]>().iter().map(|byte| format!("{byte:02x}")).collect();
        let address = reader.under(&name, &password)?;
        Ok(Self { password: Some(password), address })
    }
}

fn same_database(id: &TenantId, reader: &Address, other: &Address, what: &str) -> anyhow::Result<()> {
    if other.database() == reader.database() {
        return Ok(());
    }
    bail!(
        "{what} names the database `{}`, and {id} is `{}`; the service desk stands in the tenant's own database",
        other.database(),
        reader.database()
    )
}

/// Says how a tenant's desk fares; true where there is none, or nothing is wrong with it.
pub(super) async fn check(tenants: &Tenants, id: &TenantId) -> bool {
    let health = tenants.desk_health(id).await;
    let word = match &health {
        DeskHealth::Absent => return true,
        DeskHealth::Good => "ok",
        DeskHealth::OtherVersion { .. } | DeskHealth::Elsewhere { .. } => "old",
        DeskHealth::TooPowerful(_) => "refused",
        DeskHealth::Unreachable(_) => "down",
    };
    say(format_args!("{word:<7} {id}: its service desk. {}", health.in_words(id)));
    health == DeskHealth::Good
}
