//! The dashboards of all tenants: of each the last that loaded without an error, and what is wrong with its files now.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};
use std::hash::{DefaultHasher, Hasher};
use std::sync::{Arc, PoisonError, RwLock};

use jiff::Timestamp;
use watchroom_domain::TenantId;
use watchroom_query::CheckedRoot;
use watchroom_spec::{Finding, TenantSpec};

/// The dashboards of all tenants. Clones share them; replacing a tenant's is atomic.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    state: Arc<RwLock<State>>,
}

#[derive(Debug, Default)]
struct State {
    /// The highest revision given.
    revision: u64,
    tenants: BTreeMap<TenantId, Standing>,
    /// Errors and warnings of the whole folder at the last load, no tenant's own among them too.
    counts: Counts,
}

/// Dashboards in use.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The dashboards.
    pub spec: Arc<TenantSpec>,
    /// Grows with every change, and no two changes of this process share one.
    pub revision: u64,
    /// When they came into use.
    pub loaded_at: Timestamp,
    /// What they are: the same in every process of this version of the program that has the same dashboards.
    pub fingerprint: u32,
}

/// How a tenant stands.
#[derive(Debug, Clone, Default)]
pub struct Standing {
    /// The last dashboards without an error; `None` where there were none yet.
    pub entry: Option<Entry>,
    /// What is wrong with the tenant's files as they are now.
    pub findings: Arc<[Finding]>,
    /// The same as a compiler shows it.
    pub text: Arc<str>,
    /// Since when the files have these errors; `None` where they have none.
    pub failed_at: Option<Timestamp>,
}

/// What is wrong with the whole folder, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Errors and warnings.
    pub findings: usize,
    /// Errors alone.
    pub errors: usize,
}

/// What a load changed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changes {
    /// Tenants with other dashboards than before, and their revisions.
    pub replaced: Vec<(TenantId, u64)>,
    /// Tenants whose errors were not there before.
    pub failed: Vec<TenantId>,
    /// Tenants whose errors are gone.
    pub mended: Vec<TenantId>,
}

impl Catalog {
    /// Takes up what was loaded, each tenant by itself. One without an error is replaced, where its dashboards really
    /// are others; one with errors keeps its last good ones, and so does one whose folder has vanished: a folder that is
    /// away for a moment, as while files are replaced, must not take the screens away.
    pub fn take_up(&self, root: CheckedRoot, now: Timestamp) -> Changes {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let mut changes = Changes::default();
        let errors = root.findings().filter(|finding| finding.is_error()).count();
        state.counts = Counts { findings: root.findings().count(), errors };
        let mut gone: Vec<TenantId> = state.tenants.keys().cloned().collect();
        for checked in root.into_tenants() {
            gone.retain(|tenant| *tenant != checked.tenant);
            let State { revision, tenants, .. } = &mut *state;
            let standing = tenants.entry(checked.tenant.clone()).or_default();
            let failing = checked.spec.is_none();
            if let Some(spec) = checked.spec
                && standing.entry.as_ref().is_none_or(|entry| *entry.spec != spec)
            {
                *revision += 1;
                let fingerprint = fingerprint(&spec);
                standing.entry = Some(Entry { spec: Arc::new(spec), revision: *revision, loaded_at: now, fingerprint });
                changes.replaced.push((checked.tenant.clone(), *revision));
            }
            standing.say(&checked.tenant, checked.findings, &checked.text, failing.then_some(now), &mut changes);
        }
        let hint = "put it back; to drop the tenant's dashboards, restart the server";
        state.keep(
            &gone,
            "missing-folder",
            "the tenant's folder is gone; its last dashboards are shown",
            hint,
            now,
            &mut changes,
        );
        changes
    }

    /// Notes that the folder could not be read at all: every tenant keeps its last good dashboards.
    pub fn keep_all(&self, now: Timestamp) -> Changes {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let mut changes = Changes::default();
        state.counts = Counts::default();
        let all: Vec<TenantId> = state.tenants.keys().cloned().collect();
        let message = "the folder of the tenants' folders cannot be read; the last dashboards are shown";
        state.keep(
            &all,
            "unreadable",
            message,
            "whoever runs the server finds the cause in its log",
            now,
            &mut changes,
        );
        changes
    }

    /// Gives a tenant's dashboards another revision, though they are as they were: what was answered by the old one is
    /// not theirs any more. `None` where it has no dashboards.
    pub fn renew(&self, tenant: &TenantId, now: Timestamp) -> Option<u64> {
        let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
        let State { revision, tenants, .. } = &mut *state;
        let entry = tenants.get_mut(tenant)?.entry.as_mut()?;
        *revision += 1;
        let fingerprint = entry.fingerprint;
        *entry =
            Entry { spec: Arc::new(TenantSpec::clone(&entry.spec)), revision: *revision, loaded_at: now, fingerprint };
        Some(*revision)
    }

    /// A tenant's dashboards.
    #[must_use]
    pub fn get(&self, tenant: &TenantId) -> Option<Arc<TenantSpec>> {
        self.entry(tenant).map(|entry| entry.spec)
    }

    /// A tenant's dashboards together with their revision.
    #[must_use]
    pub fn entry(&self, tenant: &TenantId) -> Option<Entry> {
        self.read(|state| state.tenants.get(tenant).and_then(|standing| standing.entry.clone()))
    }

    /// How a tenant stands; `None` where it never had a folder.
    #[must_use]
    pub fn standing(&self, tenant: &TenantId) -> Option<Standing> {
        self.read(|state| state.tenants.get(tenant).cloned())
    }

    /// The tenants that have dashboards.
    #[must_use]
    pub fn tenants(&self) -> Vec<TenantId> {
        let loaded = |(tenant, standing): (&TenantId, &Standing)| standing.entry.is_some().then(|| tenant.clone());
        self.read(|state| state.tenants.iter().filter_map(loaded).collect())
    }

    /// The tenants whose files have errors.
    #[must_use]
    pub fn failing(&self) -> Vec<TenantId> {
        let failing = |(tenant, standing): (&TenantId, &Standing)| standing.failed_at.map(|_| tenant.clone());
        self.read(|state| state.tenants.iter().filter_map(failing).collect())
    }

    /// What is wrong with the whole folder, in numbers.
    #[must_use]
    pub fn counts(&self) -> Counts {
        self.read(|state| state.counts)
    }

    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A number made of all that the dashboards say.
fn fingerprint(spec: &TenantSpec) -> u32 {
    struct Into(DefaultHasher);
    impl fmt::Write for Into {
        fn write_str(&mut self, text: &str) -> fmt::Result {
            self.0.write(text.as_bytes());
            Ok(())
        }
    }
    let mut into = Into(DefaultHasher::new());
    // Its parts are of many types, and not all of them can be hashed; all can be written, and maps are in order.
    let _ = write!(into, "{spec:?}");
    let [a, b, c, d, ..] = into.0.finish().to_be_bytes();
    u32::from_be_bytes([a, b, c, d])
}

impl State {
    /// Keeps what these tenants have, with a finding that says why. One that never had dashboards is forgotten.
    fn keep(
        &mut self,
        tenants: &[TenantId],
        code: &'static str,
        message: &str,
        hint: &str,
        now: Timestamp,
        changes: &mut Changes,
    ) {
        for tenant in tenants {
            let Some(standing) = self.tenants.get_mut(tenant) else { continue };
            if standing.entry.is_none() {
                self.tenants.remove(tenant);
                continue;
            }
            self.counts.findings += 1;
            self.counts.errors += 1;
            let finding = Finding::of_file(tenant.to_string(), code, message).with_hint(hint);
            let text = format!("error[{code}]: {message}\n --> {tenant}\n  = help: {hint}\n");
            standing.say(tenant, vec![finding], &text, Some(now), changes);
        }
    }
}

impl Standing {
    fn say(
        &mut self,
        tenant: &TenantId,
        findings: Vec<Finding>,
        text: &str,
        failed_at: Option<Timestamp>,
        changes: &mut Changes,
    ) {
        let same = *self.findings == *findings;
        match (self.failed_at, failed_at) {
            // The same errors as before: they are as old as they were.
            (Some(_), Some(_)) if same => {}
            (_, Some(now)) => {
                self.failed_at = Some(now);
                changes.failed.push(tenant.clone());
            }
            (Some(_), None) => {
                self.failed_at = None;
                changes.mended.push(tenant.clone());
            }
            (None, None) => {}
        }
        self.findings = findings.into();
        self.text = text.into();
    }
}
