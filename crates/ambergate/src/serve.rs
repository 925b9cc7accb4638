//! `serve`: the listeners and the worker, until the signal to stop. The members' half can stay inside while the public
//! half faces the world.

use crate::adapters::lmtp::{Door as LmtpDoor, Lmtp, Settings};
use crate::commands::{Stop, say};
use crate::config::Config;
use crate::wiring::{Door, StartError, System};
use ambergate_coordinator::Coordinator;
use ambergate_coordinator::jobs::supervised;
use ambergate_web::App;
use axum::Router;
use jiff::SignedDuration;
use std::net::SocketAddr;
use std::path::Path;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// `path` is where the configuration was read, and where its list of policies is read again on SIGHUP.
pub async fn serve(path: &Path, config: Config) -> Result<(), Stop> {
    let fresh = !config.key_file().exists();
    let system = crate::wiring::open(config).await?;
    let running = Running::start(&system).await?;
    say(format!("public pages   {}", system.config.public.url));
    say(format!("members' pages {}", system.config.members.url));
    if fresh {
        set_up(&system).await?;
    }
    until_told_reading_policies(path, &system.coordinator).await;
    say("stopping; what is under way is finished first");
    running.stop().await;
    system.coordinator.close().await;
    Ok(())
}

/// The first start prints a one-time link for the first PST member of each project.
async fn set_up(system: &System) -> Result<(), Stop> {
    for project in &system.config.projects {
        let pst = project
            .members
            .iter()
            .find(|m| m.role == ambergate_process::access::Role::Pst);
        let Some(first) = pst else { continue };
        let lasts = SignedDuration::from_hours(24);
        let url = &system.config.members.url;
        let link = crate::commands::sign_in_link(&system.coordinator, &first.address, lasts, url).await?;
        say(format!(
            "first sign-in for {} ({}), once, within 24 hours:\n  {link}",
            first.name, project.slug
        ));
    }
    Ok(())
}

/// Everything that runs.
pub struct Running {
    stop: watch::Sender<bool>,
    tasks: Vec<tokio::task::JoinHandle<()>>,
    pub public: SocketAddr,
    pub members: SocketAddr,
    pub lmtp: Option<SocketAddr>,
}

impl Running {
    pub async fn start(system: &System) -> Result<Self, Stop> {
        let listen = |address: SocketAddr| async move {
            TcpListener::bind(address).await.map_err(|error| {
                Stop::Refused(format!(
                    "{address} cannot be listened on: {error}. Is another Ambergate running there?"
                ))
            })
        };
        let public = listen(system.config.public.listen).await?;
        let members = listen(system.config.members.listen).await?;
        let app = App::new(system.coordinator.clone(), system.files.clone());
        Self::with(system, app, public, members).await
    }

    /// On listeners that are bound already, so that a free port can be known before the project's addresses are set.
    pub async fn with(system: &System, app: App, public: TcpListener, members: TcpListener) -> Result<Self, Stop> {
        let (stop, stopped) = watch::channel(false);
        let addresses = (public.local_addr()?, members.local_addr()?);
        let mut tasks = vec![
            supervised(
                "public listener",
                web(public, ambergate_web::public(app.clone()), stopped.clone()),
            ),
            supervised(
                "members' listener",
                web(members, ambergate_web::members(app), stopped.clone()),
            ),
            supervised("worker", work(system.coordinator.clone(), stopped.clone())),
        ];
        let settings = Settings {
            hard_limit: system.config.limits.message_mib << 20,
            memory: system.config.limits.lmtp_memory_mib << 20,
            ..Settings::default()
        };
        let lmtp = Lmtp::new(Door(system.coordinator.clone()), settings);
        if let Some(path) = &system.config.lmtp.unix {
            let door = LmtpDoor::unix(path).await?;
            tasks.push(supervised("LMTP socket", lmtp.clone().serve(door, stopped.clone())));
        }
        let mut lmtp_address = None;
        if let Some(address) = system.config.lmtp.tcp {
            let door = LmtpDoor::loopback(address).await?;
            lmtp_address = door.address();
            tasks.push(supervised("LMTP listener", lmtp.serve(door, stopped)));
        }
        Ok(Self {
            stop,
            tasks,
            public: addresses.0,
            members: addresses.1,
            lmtp: lmtp_address,
        })
    }

    /// Tells everything to stop, and waits a little for what is under way.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        for task in self.tasks {
            let _ = tokio::time::timeout(std::time::Duration::from_secs(5), task).await;
        }
    }
}

async fn web(listener: TcpListener, router: Router, mut stop: watch::Receiver<bool>) {
    let told = async move {
        let _ = stop.wait_for(|stop| *stop).await;
    };
    if let Err(error) = axum::serve(listener, router).with_graceful_shutdown(told).await {
        tracing::error!(%error, "a listener failed");
    }
}

async fn work(coordinator: Coordinator, stop: watch::Receiver<bool>) {
    coordinator.work(stop).await;
}

/// As [`until_told`]. On SIGHUP the policies are read anew; those with a fault are refused, and the old ones stay.
async fn until_told_reading_policies(path: &Path, coordinator: &Coordinator) {
    use tokio::signal::unix::{SignalKind, signal};
    let mut told = std::pin::pin!(until_told());
    let Ok(mut again) = signal(SignalKind::hangup()) else {
        return told.await;
    };
    loop {
        tokio::select! {
            () = &mut told => return,
            _ = again.recv() => match policies(path, coordinator).await {
                Ok(0) => say("policies were read anew: the built-in ones are in force"),
                Ok(read) => say(format!("policies were read anew: {read} of the configuration are in force")),
                Err(why) => say(format!("the new policies are refused, the old ones stay:\n{why}")),
            },
        }
    }
}

async fn policies(path: &Path, coordinator: &Coordinator) -> Result<usize, StartError> {
    let profiles = crate::wiring::profiles(&Config::read(path)?.policies)?;
    let read = profiles.len();
    coordinator.configure_profiles(profiles).await?;
    Ok(read)
}

/// Returns on Ctrl-C or SIGTERM.
pub async fn until_told() {
    use tokio::signal::unix::{SignalKind, signal};
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
        }
        Err(_) => {
            let _ = tokio::signal::ctrl_c().await;
        }
    }
}
