//! `demo`: a throwaway instance that replays a real CoreDNS case through the doors that people use, then serves the
//! result. The replay runs on a clock that is set, so days take seconds; everything else is the real thing.

mod browser;
mod outside;
mod replay;
mod steps;
mod story;

use crate::cli::DemoArgs;
use crate::commands::{Stop, say};
use crate::config::{Config, LimitsConfig, Listener, Lmtp};
use crate::host::HostRng;
use crate::serve::{Running, until_told};
use crate::wiring::{self, System};
use ambergate_coordinator::setup::NewPerson;
use ambergate_coordinator::stage::{MailSink, SetClock};
use ambergate_coordinator::{Coordinator, Subject};
use ambergate_process::access::Role;
use ambergate_process::ports::Clock;
use ambergate_process::project::Settings;
use ambergate_web::{App, SiteFiles};
use jiff::SignedDuration;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use steps::Steps;
use tokio::net::TcpListener;

/// Everything that the replay works with. It reaches the system only by HTTP, LMTP, files and other processes; the clock
/// and the mail are the demo's own ends of the world.
pub struct Stage {
    pub public: String,
    pub members: String,
    pub lmtp: SocketAddr,
    pub clock: SetClock,
    pub mail: MailSink,
    pub data: PathBuf,
    pub config: PathBuf,
    pub site: Option<PathBuf>,
    /// One-time links of those who act, by first name.
    pub links: Vec<(&'static str, String)>,
}

pub async fn run(args: DemoArgs) -> Result<(), Stop> {
    let temporary = match &args.data {
        Some(_) => None,
        None => Some(tempfile::Builder::new().prefix("ambergate-demo-").tempdir()?),
    };
    let data = args
        .data
        .clone()
        .or_else(|| temporary.as_ref().map(|t| t.path().to_owned()))
        .unwrap_or_default();
    std::fs::create_dir_all(&data)?;
    if data.join("ambergate.db").exists() {
        return Err(Stop::Refused(format!(
            "{} holds an instance already. Name an empty folder with --data.",
            data.display()
        )));
    }
    let port = if args.once { 0 } else { args.port };
    let public = bind(port).await?;
    let members = bind(if port == 0 { 0 } else { port + 1 }).await?;
    let started = std::time::Instant::now();
    let (system, stage, running) = start(&args, &data, public, members).await?;
    let mut steps = Steps::new(args.once);
    say("Ambergate demo: CVE-2025-58063 of CoreDNS, from report to advisory");
    say(format!("The report's arrival is assumed: {}.\n", story::ASSUMED));
    let outcome = replay::play(&stage, &mut steps).await;
    let summary = steps.finish(started.elapsed());
    if let Some(out) = &args.out {
        write_out(out, &stage, &summary)?;
        say(format!("written to {}: site, mail, summary.json", out.display()));
    }
    outcome?;
    if let Some(failed) = steps.failed() {
        return Err(Stop::Refused(format!("a check of step “{failed}” failed")));
    }
    if !args.once {
        serve(&system.coordinator, &stage).await?;
    }
    running.stop().await;
    system.coordinator.close().await;
    Ok(())
}

async fn bind(port: u16) -> Result<TcpListener, Stop> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|error| {
        Stop::Refused(format!(
            "port {port} cannot be used: {error}. Choose another one with --port, or 0 for a free one."
        ))
    })
}

async fn start(
    args: &DemoArgs,
    data: &Path,
    public: TcpListener,
    members: TcpListener,
) -> Result<(System, Stage, Running), Stop> {
    let url = |listener: &TcpListener| -> Result<String, Stop> {
        Ok(format!("http://localhost:{}", listener.local_addr()?.port()))
    };
    let (public_url, members_url) = (url(&public)?, url(&members)?);
    let site = args.out.as_ref().map(|out| out.join("site"));
    let config = Config {
        data: data.to_owned(),
        database: None,
        key_file: None,
        public: Listener {
            listen: public.local_addr()?,
            url: public_url.clone(),
        },
        members: Listener {
            listen: members.local_addr()?,
            url: members_url.clone(),
        },
        lmtp: Lmtp {
            unix: Some(data.join("lmtp.socket")),
            tcp: Some(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        },
        smtp: None,
        site_dir: site.clone(),
        policies: vec![],
        projects: vec![],
        limits: LimitsConfig::default(),
    };
    let clock = SetClock::at(instant(story::at::START));
    let mail = MailSink::default();
    let held: Arc<dyn Clock> = Arc::new(clock.clone());
    let files = Arc::new(SiteFiles::new(held.clone(), site.clone()));
    let coordinator =
        wiring::open_with(&config, held, Arc::new(HostRng), Arc::new(mail.clone()), files.clone()).await?;
    let links = people(&coordinator, &public_url, &members_url).await?;
    coordinator.refresh_sites().await?;
    let system = System {
        coordinator: coordinator.clone(),
        files: files.clone(),
        config,
    };
    let running = Running::with(&system, App::new(coordinator, files), public, members).await?;
    let lmtp = running
        .lmtp
        .ok_or_else(|| Stop::Refused("the LMTP listener has no address".to_owned()))?;
    let config = configuration_file(data, &system.config)?;
    let stage = Stage {
        public: public_url,
        members: members_url,
        lmtp,
        clock,
        mail,
        data: data.to_owned(),
        config,
        site,
        links,
    };
    Ok((system, stage, running))
}

/// Founds the project and signs its people in: the one thing that the host's administrator does.
async fn people(c: &Coordinator, public: &str, members: &str) -> Result<Vec<(&'static str, String)>, Stop> {
    let settings = Settings {
        name: "CoreDNS".to_owned(),
        contact: story::CONTACT.to_owned(),
        announce_to: vec![story::LIST.to_owned()],
        public_url: format!("{public}/coredns"),
        members_url: format!("{members}/"),
        vendor: "coredns".to_owned(),
        product: "coredns".to_owned(),
        ecosystem: "Go".to_owned(),
        package: "github.com/coredns/coredns".to_owned(),
        repository: "https://github.com/coredns/coredns".to_owned(),
        cna_org_id: "a0819718-46f1-4df5-94e2-005712e83aaa".to_owned(),
        cna_short_name: "GitHub_M".to_owned(),
        policy_text: story::POLICY.to_owned(),
    };
    let project = c.found_project("coredns", settings, "coredns").await?;
    let mut links = Vec::new();
    for (name, address, role) in story::PEOPLE {
        let role = Role::from_key(role).unwrap_or(Role::Maintainer);
        let person = NewPerson {
            name: name.to_owned(),
            address: address.to_owned(),
            handle: None,
            role,
        };
        c.add_member(&project, person).await?;
        links.push((
            address.split('@').next().unwrap_or_default(),
            link(c, address, members).await?,
        ));
    }
    Ok(links)
}

async fn link(c: &Coordinator, address: &str, members: &str) -> Result<String, Stop> {
    // The demo's clock stands at the end of the replay, so a link holds as long as the demo does.
    crate::commands::sign_in_link(c, address, SignedDuration::from_hours(24), members).await
}

/// For the second processes of the replay: `ingest`, `audit verify`.
fn configuration_file(data: &Path, config: &Config) -> Result<PathBuf, Stop> {
    let path = data.join("ambergate.toml");
    let text = format!(
        "data = {:?}\n[public]\nlisten = \"{}\"\nurl = \"{}\"\n[members]\nlisten = \"{}\"\nurl = \"{}\"\n",
        data, config.public.listen, config.public.url, config.members.listen, config.members.url
    );
    std::fs::write(&path, text)?;
    Ok(path)
}

/// Prints the addresses and one link per role, then serves until told to stop.
async fn serve(c: &Coordinator, stage: &Stage) -> Result<(), Stop> {
    let pst = link(c, "kim@example.org", &stage.members).await?;
    let fix_lead = link(c, "robin@example.org", &stage.members).await?;
    let outsider = link(c, "lee@example.org", &stage.members).await?;
    let reporter = reporter_link(c, stage).await?;
    say(format!("\npublic pages    {}/coredns/", stage.public));
    say(format!("report form     {}/coredns/report", stage.public));
    say(format!("members' pages  {}/", stage.members));
    say("\nOne sign-in link per role; each works once:");
    say(format!("  PST member  Kim Solberg          {pst}"));
    say(format!("  Fix Lead    Robin Ashe           {fix_lead}"));
    say(format!("  reporter    Quinn Varga          {reporter}"));
    say(format!("  outsider    Lee Imran (no grant)  {outsider}"));
    let line = serde_json::json!({
        "public": stage.public,
        "members": stage.members,
        "sign_in": { "pst": pst, "fix_lead": fix_lead, "reporter": reporter, "outsider": outsider },
    });
    say(format!("\nAMBERGATE_DEMO {line}"));
    say("\nStop with Ctrl-C. Nothing of it stays, unless you named a folder with --data.");
    until_told().await;
    Ok(())
}

async fn reporter_link(c: &Coordinator, stage: &Stage) -> Result<String, Stop> {
    let outsider = c.reporter_on_host("coredns", "quinn@example.org").await?;
    let token = c
        .print_link(Subject::Outsider(outsider), SignedDuration::from_hours(24))
        .await?;
    Ok(format!("{}/coredns/status/link?t={token}", stage.public))
}

fn write_out(out: &Path, stage: &Stage, summary: &serde_json::Value) -> Result<(), Stop> {
    let mail = out.join("mail");
    std::fs::create_dir_all(&mail)?;
    for (n, envelope) in stage.mail.kept().iter().enumerate() {
        std::fs::write(mail.join(format!("{:03}.eml", n + 1)), &envelope.message)?;
    }
    let text = serde_json::to_string_pretty(summary).unwrap_or_default();
    std::fs::write(out.join("summary.json"), text + "\n")?;
    Ok(())
}

pub(crate) fn instant(text: &str) -> ambergate_process::Instant {
    text.parse().unwrap_or(ambergate_process::Instant::UNIX_EPOCH)
}
