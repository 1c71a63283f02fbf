//! Accounts of a test's server, and their sessions.

use watchroom_access::Membership;
use watchroom_domain::{Role, TeamId, UserId, WardId};
use watchroom_identity::NewAccount;

use super::TestApp;
use crate::session::Session;

/// The password of every account in tests.
const PASSWORD: &str = "correct horse battery";

impl TestApp {
    /// Makes an account with memberships and signs it in; the session speaks for the first of them.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub async fn sign_in(&self, name: &str, places: &[(&str, Role, Option<&str>)]) -> Session {
        self.account(name, false, places).await;
        self.sign_in_again(name, places.first().map(|(tenant, _, _)| *tenant)).await
    }

    /// Makes an administrator of the platform who belongs to no tenant, and signs it in.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub async fn sign_in_admin(&self, name: &str) -> Session {
        self.account(name, true, &[]).await;
        self.sign_in_again(name, None).await
    }

    /// Makes an account, `name@test.example`, with memberships.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub async fn add_account(&self, name: &str, places: &[(&str, Role, Option<&str>)]) -> UserId {
        self.account(name, false, places).await
    }

    /// Makes an account with memberships: `<name>@test.example`, with the password of all accounts in tests.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub async fn account(&self, name: &str, is_admin: bool, places: &[(&str, Role, Option<&str>)]) -> UserId {
        let email = format!("{name}@test.example");
        let account = NewAccount {
            email: email.clone(),
            full_name: format!("{name} of the tests"),
            password: PASSWORD.to_owned(),
            is_admin,
        };
        let user = self
            .local_identity()
            .add_account(&account, &self.by())
            .await
            .unwrap_or_else(|error| panic!("{email}: {error}"));
        for (tenant, role, ward) in places {
            let tenant = tenant.parse().unwrap_or_else(|error| panic!("{tenant}: {error}"));
            let membership = Membership { tenant, user, role: *role, ward: ward.map(WardId::new), team: None };
            self.app
                .central
                .membership_put(&membership, &self.by())
                .await
                .unwrap_or_else(|error| panic!("{email}: {error}"));
        }
        user
    }

    /// Makes an account that works in a team, and signs it in.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub async fn sign_in_to_team(&self, name: &str, tenant: &str, role: Role, team: &str) -> Session {
        let user = self.account(name, false, &[]).await;
        let id = tenant.parse().unwrap_or_else(|error| panic!("{tenant}: {error}"));
        let membership = Membership { tenant: id, user, role, ward: None, team: Some(TeamId::new(team)) };
        let put = self.app.central.membership_put(&membership, &self.by()).await;
        put.unwrap_or_else(|error| panic!("{name}: {error}"));
        self.sign_in_again(name, Some(tenant)).await
    }

    /// Signs an account in that is there already.
    ///
    /// # Panics
    /// Where it is not let in.
    pub async fn sign_in_again(&self, name: &str, tenant: Option<&str>) -> Session {
        let email = format!("{name}@test.example");
        let session = Session::open(&self.url, tenant);
        let reply =
            session.post("/api/v1/auth/login", &serde_json::json!({"email": email, "password": PASSWORD})).await;
        assert_eq!(reply.status, 200, "{email} signs in: {}", reply.body);
        session
    }
}
