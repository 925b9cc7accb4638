//! Wiring: from a configuration to a running system. Every choice of an adapter is made here.

use crate::adapters::intake::{Intake, NotNow};
use crate::adapters::smtp::{Outcome, Relay, RelaySettings, Sender, Tls};
use crate::config::{Config, ConfigError, ProjectConfig, Smtp, SmtpTls};
use crate::host::{HostClock, HostRng};
use ambergate_coordinator::ports::{Answer, Delivery, Envelope, Mailer};
use ambergate_coordinator::setup::NewPerson;
use ambergate_coordinator::{Coordinator, Error, Limits, Ports};
use ambergate_mail::limits::Limits as Reading;
use ambergate_process::policy::{Library, Profile};
use ambergate_process::ports::{Clock, Rng, random};
use ambergate_process::project::Settings;
use ambergate_store::{DatabaseAt, InstanceKey, Store, StoreError};
use ambergate_web::SiteFiles;
use bytes::Bytes;
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error("{0}")]
    Config(#[from] ConfigError),
    #[error("{path}: {why}")]
    File { path: PathBuf, why: std::io::Error },
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Policy(Vec<ambergate_process::policy::Fault>),
    #[error("The database cannot be opened: {0}")]
    Store(#[from] StoreError),
    #[error("{0}")]
    Coordinator(#[from] Error),
    #[error("{0}")]
    Other(String),
}

/// A wired system: the use cases and the files of the public site.
pub struct System {
    pub coordinator: Coordinator,
    pub files: Arc<SiteFiles>,
    pub config: Config,
}

/// Opens everything that the configuration names. Projects and members of the configuration that are not there yet are
/// made; nothing is ever taken away by it.
pub async fn open(config: Config) -> Result<System, StartError> {
    let mailer: Arc<dyn Mailer> = match &config.smtp {
        Some(smtp) => Arc::new(relay(smtp)?),
        None => Arc::new(NoRelay),
    };
    let files = Arc::new(SiteFiles::new(Arc::new(HostClock), config.site_dir.clone()));
    let coordinator = open_with(&config, Arc::new(HostClock), Arc::new(HostRng), mailer, files.clone()).await?;
    for project in &config.projects {
        ensure_project(&coordinator, &config, project).await?;
    }
    coordinator.refresh_sites().await?;
    Ok(System {
        coordinator,
        files,
        config,
    })
}

pub async fn open_with(
    config: &Config,
    clock: Arc<dyn Clock>,
    rng: Arc<dyn Rng>,
    mailer: Arc<dyn Mailer>,
    files: Arc<SiteFiles>,
) -> Result<Coordinator, StartError> {
    own_folder(&config.data)?;
    let key = instance_key(&config.key_file(), &*rng)?;
    let at: DatabaseAt = config.database().parse().map_err(StartError::Store)?;
    let store = Store::open(at, key, rng.clone()).await?;
    let profiles = profiles(&config.policies)?;
    let mib = |n: usize| n << 20;
    let reading = Reading {
        message: mib(config.limits.read_mib),
        ..Reading::default()
    };
    let limits = Limits {
        message: mib(config.limits.message_mib),
        reading,
        form: mib(config.limits.form_mib),
    };
    let ports = Ports {
        clock,
        rng,
        mailer,
        site: files,
    };
    Ok(Coordinator::new(store, ports, limits, profiles).await?)
}

/// Reads and checks the policy profiles of a configuration.
pub fn profiles(paths: &[PathBuf]) -> Result<Vec<Profile>, StartError> {
    let mut texts = Vec::new();
    for path in paths {
        let text = std::fs::read_to_string(path).map_err(|why| StartError::File {
            path: path.clone(),
            why,
        })?;
        texts.push((path.display().to_string(), text));
    }
    // A profile can extend another one of the configuration.
    let shelf = texts
        .iter()
        .fold(Library::built_in(), |shelf, (file, text)| shelf.with(file, text));
    let profiles = texts.iter().map(|(file, text)| Profile::read_with(file, text, &shelf));
    profiles.collect::<Result<Vec<_>, _>>().map_err(StartError::Policy)
}

/// Makes the data folder, for its owner's eyes only. A folder that is there already keeps what its owner gave it.
fn own_folder(path: &Path) -> Result<(), StartError> {
    if path.is_dir() {
        return Ok(());
    }
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.map_err(|why| StartError::File {
        path: path.to_owned(),
        why,
    })
}

/// Reads the instance key, or makes it at the first start, readable by its owner only.
fn instance_key(path: &Path, rng: &dyn Rng) -> Result<InstanceKey, StartError> {
    let file = |why| StartError::File {
        path: path.to_owned(),
        why,
    };
    if !path.exists() {
        let bytes = random::<32>(rng);
        let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
        let mut new = std::fs::OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(path)
            .map_err(file)?;
        new.write_all(hex.as_bytes())
            .and_then(|()| new.sync_all())
            .map_err(file)?;
        return Ok(InstanceKey::from_bytes(bytes));
    }
    let text = std::fs::read_to_string(path).map_err(file)?;
    let text = text.trim();
    let bad = || StartError::Config(ConfigError::BadKey { path: path.to_owned() });
    if text.len() != 64 || !text.is_ascii() {
        return Err(bad());
    }
    let mut bytes = [0u8; 32];
    for (n, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * n..2 * n + 2], 16).map_err(|_| bad())?;
    }
    Ok(InstanceKey::from_bytes(bytes))
}

async fn ensure_project(coordinator: &Coordinator, config: &Config, project: &ProjectConfig) -> Result<(), StartError> {
    let policy_text = match &project.policy_text_file {
        Some(path) => std::fs::read_to_string(path).map_err(|why| StartError::File {
            path: path.clone(),
            why,
        })?,
        None => format!(
            "# Reporting a vulnerability\n\nWrite to {} or use the report form.\n",
            project.contact
        ),
    };
    let settings = Settings {
        name: project.name.clone(),
        contact: project.contact.clone(),
        announce_to: project.announce_to.clone(),
        public_url: format!("{}/{}", config.public.url, project.slug),
        members_url: format!("{}/", config.members.url),
        vendor: project.vendor.clone(),
        product: project.product.clone(),
        ecosystem: project.ecosystem.clone(),
        package: project.package.clone(),
        repository: project.repository.clone(),
        cna_org_id: project.cna_org_id.clone(),
        cna_short_name: project.cna_short_name.clone(),
        policy_text,
    };
    let id = match coordinator.project(&project.slug) {
        Some(listed) => {
            if listed.settings != settings {
                coordinator.change_settings(&listed.id, settings).await?;
            }
            listed.id
        }
        None => {
            coordinator
                .found_project(&project.slug, settings, &project.policy)
                .await?
        }
    };
    for member in &project.members {
        if !coordinator.has_member(&id, &member.address).await? {
            let person = NewPerson {
                name: member.name.clone(),
                address: member.address.clone(),
                handle: member.handle.clone(),
                role: member.role,
            };
            coordinator.add_member(&id, person).await?;
        }
    }
    Ok(())
}

/// The coordinator as the mail doors see it.
#[derive(Clone)]
pub struct Door(pub Coordinator);

impl Intake for Door {
    fn accepts(&self, recipient: &str) -> bool {
        self.0.accepts(recipient)
    }

    async fn take(&self, envelope_from: &str, recipient: &str, raw: Bytes) -> Result<(), NotNow> {
        match self.0.take_mail(envelope_from, recipient, raw).await {
            Ok(_) => Ok(()),
            Err(Error::Absent) => Err(NotNow("no project takes mail for this address now")),
            Err(error) => {
                tracing::error!(%error, "a delivery could not be stored");
                Err(NotNow("the store did not take it"))
            }
        }
    }
}

/// SMTP to the configured relay.
struct ToRelay(Sender);

impl Mailer for ToRelay {
    fn send(&self, envelope: Envelope) -> Answer<'_, Delivery> {
        Box::pin(async move {
            match self
                .0
                .send(envelope.from.as_deref(), &envelope.to, &envelope.message)
                .await
            {
                Outcome::Accepted { reply } => Delivery::Accepted(reply),
                Outcome::Deferred { reason } => Delivery::Deferred(reason),
                Outcome::Refused { reason } => Delivery::Refused(reason),
            }
        })
    }
}

/// No relay is configured: mail waits, and the page of outgoing mail says why.
struct NoRelay;

const NO_RELAY: &str = "No relay is configured. Set [smtp] in the configuration file, then restart.";

impl Mailer for NoRelay {
    fn send(&self, _: Envelope) -> Answer<'_, Delivery> {
        Box::pin(async { Delivery::Deferred(NO_RELAY.to_owned()) })
    }

    fn waits_for(&self) -> Option<&'static str> {
        Some(NO_RELAY)
    }
}

fn relay(smtp: &Smtp) -> Result<ToRelay, StartError> {
    let read = |path: &PathBuf| {
        std::fs::read(path).map_err(|why| StartError::File {
            path: path.clone(),
            why,
        })
    };
    let credentials = match (&smtp.user, &smtp.password_file) {
        (Some(user), Some(path)) => {
            let password = String::from_utf8_lossy(&read(path)?).trim().to_owned();
            Some((user.clone(), password))
        }
        (None, None) => None,
        _ => {
            return Err(StartError::Other(
                "[smtp] needs both user and password_file, or neither".to_owned(),
            ));
        }
    };
    let settings = RelaySettings {
        host: smtp.host.clone(),
        port: smtp.port,
        tls: match smtp.tls {
            SmtpTls::None => Tls::None,
            SmtpTls::Starttls => Tls::StartTls,
            SmtpTls::Implicit => Tls::Implicit,
        },
        credentials,
        hostname: smtp.hostname.clone().unwrap_or_else(|| "localhost".to_owned()),
        private_root: smtp.private_root_file.as_ref().map(read).transpose()?,
    };
    let relay = Relay::new(settings).map_err(|bad| StartError::Other(bad.to_string()))?;
    Ok(ToRelay(Sender::new(relay, Duration::from_secs(60))))
}
