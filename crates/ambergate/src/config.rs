//! The configuration: one TOML file, unknown keys refused, every default said here. Secrets come from files. The only
//! place that reads the environment.

use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Where the database and the instance key live, unless they are named below.
    pub data: PathBuf,
    /// `sqlite:/path/file.db` or `postgres://…`; default: `data`/ambergate.db.
    pub database: Option<String>,
    /// 32 bytes as 64 hexadecimal digits; default: `data`/instance.key, made at the first start.
    pub key_file: Option<PathBuf>,
    pub public: Listener,
    pub members: Listener,
    #[serde(default)]
    pub lmtp: Lmtp,
    pub smtp: Option<Smtp>,
    /// The public site is also written here, for a web server in front.
    pub site_dir: Option<PathBuf>,
    #[serde(default)]
    pub policies: Vec<PathBuf>,
    #[serde(default, rename = "project")]
    pub projects: Vec<ProjectConfig>,
    #[serde(default)]
    pub limits: LimitsConfig,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    pub listen: SocketAddr,
    /// As browsers see it, without a slash at the end.
    pub url: String,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lmtp {
    pub unix: Option<PathBuf>,
    pub tcp: Option<SocketAddr>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    #[serde(default)]
    pub tls: SmtpTls,
    pub user: Option<String>,
    pub password_file: Option<PathBuf>,
    pub hostname: Option<String>,
    pub private_root_file: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SmtpTls {
    #[default]
    Starttls,
    Implicit,
    /// Loopback only.
    None,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProjectConfig {
    pub slug: String,
    pub name: String,
    pub contact: String,
    #[serde(default)]
    pub announce_to: Vec<String>,
    #[serde(default = "coredns")]
    pub policy: String,
    pub vendor: String,
    pub product: String,
    pub ecosystem: String,
    pub package: String,
    #[serde(default)]
    pub repository: String,
    pub cna_org_id: String,
    pub cna_short_name: String,
    /// The text that the public policy page prints.
    pub policy_text_file: Option<PathBuf>,
    #[serde(default, rename = "member")]
    pub members: Vec<MemberConfig>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MemberConfig {
    pub name: String,
    pub address: String,
    pub handle: Option<String>,
    /// `pst` or `maintainer`.
    pub role: ambergate_process::access::Role,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsConfig {
    /// The largest message that is stored, in MiB.
    pub message_mib: usize,
    /// Up to this size a message is read, in MiB; above it is kept raw.
    pub read_mib: usize,
    /// The largest report by form, in MiB.
    pub form_mib: usize,
    /// What all LMTP connections together hold in memory, in MiB.
    pub lmtp_memory_mib: usize,
}

impl Default for LimitsConfig {
    fn default() -> Self {
        Self {
            message_mib: 100,
            read_mib: 40,
            form_mib: 60,
            lmtp_memory_mib: 256,
        }
    }
}

fn coredns() -> String {
    "coredns".to_owned()
}

#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    #[error("{path}: {why}. Write a configuration as in docs/guide/install.md, or name another one with --config.")]
    Unreadable { path: PathBuf, why: std::io::Error },
    #[error("{path}:{line}: {what}")]
    Wrong { path: PathBuf, line: usize, what: String },
    #[error(
        "{path}: the instance key is 64 hexadecimal digits. Restore it from your backup; without it nothing can be read."
    )]
    BadKey { path: PathBuf },
}

impl Config {
    pub fn read(path: &Path) -> Result<Self, ConfigError> {
        let text = std::fs::read_to_string(path).map_err(|why| ConfigError::Unreadable {
            path: path.to_owned(),
            why,
        })?;
        Self::parse(path, &text)
    }

    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let config: Self = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let line = text.get(..at).map_or(1, |head| head.matches('\n').count() + 1);
            ConfigError::Wrong {
                path: path.to_owned(),
                line,
                what: error.message().to_owned(),
            }
        })?;
        Ok(config)
    }

    pub fn database(&self) -> String {
        let file = || format!("sqlite:{}", self.data.join("ambergate.db").display());
        self.database.clone().unwrap_or_else(file)
    }

    pub fn key_file(&self) -> PathBuf {
        self.key_file.clone().unwrap_or_else(|| self.data.join("instance.key"))
    }
}

/// Where the configuration is when no `--config` says so.
#[expect(
    clippy::disallowed_methods,
    reason = "this file is the one that reads the environment"
)]
pub fn default_path() -> PathBuf {
    std::env::var("AMBERGATE_CONFIG").map_or_else(|_| PathBuf::from("/etc/ambergate/ambergate.toml"), PathBuf::from)
}

/// What `RUST_LOG` would say, under our own name.
#[expect(
    clippy::disallowed_methods,
    reason = "this file is the one that reads the environment"
)]
pub fn log_filter() -> String {
    std::env::var("AMBERGATE_LOG").unwrap_or_else(|_| "info".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"
data = "/var/lib/ambergate"
[public]
listen = "127.0.0.1:8080"
url = "https://security.example.org"
[members]
listen = "127.0.0.1:8081"
url = "https://psirt.example.org"
"#;

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        Config::parse(Path::new("a.toml"), GOOD).unwrap();
        let wrong = GOOD.replace("url = \"https://psirt", "ulr = \"https://psirt");
        let error = Config::parse(Path::new("a.toml"), &wrong).unwrap_err().to_string();
        assert!(error.starts_with("a.toml:8: unknown field `ulr`"), "{error}");
    }
}
