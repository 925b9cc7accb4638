//! The command line. Exit codes: 0 done, 1 refused or found wrong, 2 usage, 75 try again.

use clap::{Parser, Subcommand};
use std::path::PathBuf;

#[derive(Parser)]
#[command(
    name = "ambergate",
    version,
    about = "Ambergate runs your SECURITY.md.",
    max_term_width = 100
)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Subcommand)]
pub enum Command {
    /// A throwaway instance that replays a real CoreDNS case, then serves the result
    Demo(DemoArgs),
    /// The system
    Serve(ConfigArg),
    /// Store a report from standard input (RFC 5322): exit 0 after the commit, 75 otherwise
    Ingest(IngestArgs),
    /// Policy profiles
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Members of a project, on the host and without a session
    #[command(subcommand)]
    Member(MemberCommand),
    /// API tokens, on the host
    #[command(subcommand)]
    Token(TokenCommand),
    /// Cases, over the API with a token, as the person it belongs to
    #[command(subcommand)]
    Case(CaseCommand),
    /// The score of a CVSS vector, and what its letters mean
    Cvss {
        vector: String,
        /// For programs
        #[arg(long)]
        json: bool,
    },
    /// Check advisories: CVE, OSV and security.txt are recognised by their content
    #[command(subcommand)]
    Advisory(AdvisoryCommand),
    /// The public site
    #[command(subcommand)]
    Site(SiteCommand),
    /// The log
    #[command(subcommand)]
    Audit(AuditCommand),
    /// Fill an empty instance with made-up cases through the real use cases, for benchmarks
    #[command(hide = true)]
    Seed(SeedArgs),
    /// Write a sample of every page as static files
    #[command(hide = true)]
    Gallery {
        #[arg(long)]
        out: PathBuf,
    },
}

#[derive(clap::Args)]
pub struct DemoArgs {
    /// Headless: verify each step from outside, print a summary, exit
    #[arg(long)]
    pub once: bool,
    /// Keep the instance here instead of in a temporary folder
    #[arg(long)]
    pub data: Option<PathBuf>,
    /// Write the public site, all outgoing mail and summary.json here
    #[arg(long)]
    pub out: Option<PathBuf>,
    /// Port of the public pages; the members' pages take the next one. 0 takes free ones
    #[arg(long, default_value_t = 8180)]
    pub port: u16,
}

#[derive(clap::Args)]
pub struct ConfigArg {
    /// Default: $AMBERGATE_CONFIG, else /etc/ambergate/ambergate.toml
    #[arg(long)]
    pub config: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct IngestArgs {
    #[arg(long)]
    pub project: String,
    /// The recipient of the envelope, for answers to a thread; default: the project's own address
    #[arg(long)]
    pub recipient: Option<String>,
    /// The sender of the envelope, where the mail server knows it
    #[arg(long, default_value = "")]
    pub sender: String,
    #[command(flatten)]
    pub config: ConfigArg,
}

#[derive(Subcommand)]
pub enum PolicyCommand {
    /// The built-in profiles
    List {
        /// For programs
        #[arg(long)]
        json: bool,
    },
    /// Check profiles: names of built-in ones, or files, which may extend each other; without any, all built-in ones
    Check {
        profiles: Vec<String>,
        /// Compare one profile with this SECURITY.md
        #[arg(long, value_name = "SECURITY.MD")]
        against: Option<PathBuf>,
        /// For programs
        #[arg(long)]
        json: bool,
    },
    /// Print a profile with what it extends laid beneath it, as a file of its own
    Show {
        profile: String,
        /// For programs
        #[arg(long)]
        json: bool,
    },
    /// Print the SECURITY.md that a profile amounts to
    Render { profile: String },
    /// Plan a case that stands in a file: the project's profile first, then those of others that bind it
    Plan(PlanArgs),
}

#[derive(clap::Args)]
pub struct PlanArgs {
    /// Names of built-in profiles, or files
    #[arg(required = true)]
    pub profiles: Vec<String>,
    /// What happened, what is known and what is planned
    #[arg(long)]
    pub facts: PathBuf,
    /// Plan as of this instant, as 2025-09-03T00:14:00Z; else what the file says, else the present
    #[arg(long)]
    pub now: Option<String>,
    /// For programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Subcommand)]
pub enum MemberCommand {
    /// Who serves in a project
    List {
        #[arg(long)]
        project: String,
        #[command(flatten)]
        config: ConfigArg,
    },
    /// Add a member
    Add {
        #[arg(long)]
        project: String,
        #[arg(long)]
        name: String,
        #[arg(long)]
        address: String,
        /// pst or maintainer
        #[arg(long)]
        role: String,
        #[command(flatten)]
        config: ConfigArg,
    },
    /// Remove a member; their sessions on this project end at once
    Remove {
        #[arg(long)]
        project: String,
        #[arg(long)]
        address: String,
        #[command(flatten)]
        config: ConfigArg,
    },
    /// Print a sign-in link for a member who is locked out
    Recover {
        #[arg(long)]
        address: String,
        #[command(flatten)]
        config: ConfigArg,
    },
}

#[derive(Subcommand)]
pub enum TokenCommand {
    /// Issue an API token for a member; it is shown once
    Issue {
        #[arg(long)]
        project: String,
        #[arg(long)]
        address: String,
        /// How long it works
        #[arg(long, default_value_t = 90)]
        days: u16,
        #[command(flatten)]
        config: ConfigArg,
    },
}

#[derive(clap::Args)]
pub struct ApiArgs {
    /// The members' address, as https://psirt.example.org
    #[arg(long)]
    pub server: String,
    #[arg(long)]
    pub token_file: PathBuf,
    #[arg(long)]
    pub project: String,
    /// For programs
    #[arg(long)]
    pub json: bool,
}

#[derive(Subcommand)]
pub enum CaseCommand {
    /// Open cases, by what is due next
    List {
        #[command(flatten)]
        api: ApiArgs,
    },
    /// One case
    Show {
        id: String,
        #[command(flatten)]
        api: ApiArgs,
    },
}

#[derive(Subcommand)]
pub enum AdvisoryCommand {
    Check {
        files: Vec<PathBuf>,
        /// For programs
        #[arg(long)]
        json: bool,
    },
}

#[derive(Subcommand)]
pub enum SiteCommand {
    /// Write the public site as static files
    Build {
        #[arg(long)]
        out: PathBuf,
        #[command(flatten)]
        config: ConfigArg,
    },
}

#[derive(Subcommand)]
pub enum AuditCommand {
    /// Prove that the logs are whole and agree with the rows
    Verify {
        #[command(flatten)]
        config: ConfigArg,
    },
}

#[derive(clap::Args)]
pub struct SeedArgs {
    #[arg(long, default_value_t = 10_000)]
    pub cases: u32,
    #[command(flatten)]
    pub config: ConfigArg,
}
