//! Commands on the host, without a session: whoever may read the instance key may do these.

use super::{Stop, say, system};
use crate::adapters::ingest::{Envelope, Outcome, ingest as store_message};
use crate::cli::{AuditCommand, IngestArgs, MemberCommand, SiteCommand, TokenCommand};
use crate::wiring::Door;
use ambergate_coordinator::setup::NewPerson;
use ambergate_coordinator::sign_in::LINK;
use ambergate_coordinator::{Coordinator, Subject};
use ambergate_process::access::Role;
use ambergate_process::ids::{MemberId, ProjectId};
use ambergate_web::assets;
use ambergate_web::site::{Stylesheet, build};
use jiff::SignedDuration;

/// One message on standard input. Only two exit codes: anything else would bounce the report to its author.
pub async fn ingest(args: IngestArgs) -> Result<(), Stop> {
    let again = |why: String| Stop::TryAgain(why);
    let config = super::configuration(&args.config).map_err(|stop| match stop {
        Stop::Refused(why) | Stop::TryAgain(why) => again(why),
        Stop::RefusedJson(why) => again(why.to_string()),
    })?;
    let limit = config.limits.message_mib << 20;
    let system = crate::wiring::open(config)
        .await
        .map_err(|error| again(error.to_string()))?;
    let listed = system.coordinator.project(&args.project).ok_or_else(|| {
        again(format!(
            "there is no project named {} in this configuration",
            args.project
        ))
    })?;
    let recipient = args.recipient.unwrap_or(listed.settings.contact);
    let envelope = Envelope {
        from: args.sender,
        recipient,
    };
    let outcome = store_message(tokio::io::stdin(), &Door(system.coordinator.clone()), &envelope, limit).await;
    system.coordinator.close().await;
    match outcome {
        Outcome::Stored => Ok(()),
        Outcome::TryAgain(why) => Err(again(why.to_owned())),
    }
}

pub async fn member(command: MemberCommand) -> Result<(), Stop> {
    match command {
        MemberCommand::List { project, config } => {
            let system = system(&config).await?;
            let id = find_project(&system.coordinator, &project)?;
            for person in system.coordinator.members_on_host(&id).await? {
                say(format!(
                    "{:<24} {:<36} {}",
                    person.name,
                    person.address,
                    person.role.key()
                ));
            }
            Ok(())
        }
        MemberCommand::Add {
            project,
            name,
            address,
            role,
            config,
        } => {
            let role = Role::from_key(&role).ok_or_else(|| Stop::Refused("A role is pst or maintainer.".to_owned()))?;
            let system = system(&config).await?;
            let id = find_project(&system.coordinator, &project)?;
            let person = NewPerson {
                name: name.clone(),
                address,
                handle: None,
                role,
            };
            system.coordinator.add_member(&id, person).await?;
            say(format!("{name} is a member of {project} now."));
            Ok(())
        }
        MemberCommand::Remove {
            project,
            address,
            config,
        } => {
            let system = system(&config).await?;
            let id = find_project(&system.coordinator, &project)?;
            let member = find_member(&system.coordinator, &id, &address).await?;
            system.coordinator.remove_member(&id, &member).await?;
            say(format!("{address} is no member of {project} any more."));
            Ok(())
        }
        MemberCommand::Recover { address, config } => {
            let system = system(&config).await?;
            say(sign_in_link(&system.coordinator, &address, LINK, &system.config.members.url).await?);
            say("It works once, for ten minutes. Give it to nobody but that person.");
            Ok(())
        }
    }
}

pub async fn token(command: TokenCommand) -> Result<(), Stop> {
    let TokenCommand::Issue {
        project,
        address,
        days,
        config,
    } = command;
    let system = system(&config).await?;
    let id = find_project(&system.coordinator, &project)?;
    let member = find_member(&system.coordinator, &id, &address).await?;
    let lasts = SignedDuration::from_hours(24 * i64::from(days));
    say(system.coordinator.issue_api_token(&id, &member, lasts).await?);
    Ok(())
}

pub async fn site(command: SiteCommand) -> Result<(), Stop> {
    let SiteCommand::Build { out, config } = command;
    let system = system(&config).await?;
    for listed in system.coordinator.projects().iter() {
        let input = system.coordinator.site_input(listed).await?;
        let style = assets::stylesheet();
        let stylesheet = Stylesheet {
            path: &style.path,
            bytes: style.bytes,
        };
        let files =
            build(&input, &stylesheet, system.coordinator.now()).map_err(|wrong| Stop::Refused(wrong.to_string()))?;
        let folder = out.join(listed.slug.as_str());
        let count = files.len();
        for file in files {
            let path = folder.join(&file.path);
            if let Some(parent) = path.parent() {
                std::fs::create_dir_all(parent)?;
            }
            std::fs::write(path, &file.bytes)?;
        }
        say(format!("{}: {count} files in {}", listed.slug, folder.display()));
    }
    Ok(())
}

pub async fn audit(command: AuditCommand) -> Result<(), Stop> {
    let AuditCommand::Verify { config } = command;
    let system = system(&config).await?;
    let verified = system.coordinator.verify().await?;
    say(format!("{} chains, {} events", verified.aggregates, verified.events));
    if verified.sealed_away > 0 {
        say(format!(
            "{} erased: their chains hold, their words are gone",
            verified.sealed_away
        ));
    }
    if verified.problems.is_empty() {
        say("Every chain is whole, and every row is what its events say.");
        return Ok(());
    }
    let lines: Vec<String> = verified
        .problems
        .iter()
        .map(|p| {
            format!(
                "{} {}{}: {}",
                p.kind.word(),
                p.id,
                p.seq.map(|n| format!(", event {n}")).unwrap_or_default(),
                p.what
            )
        })
        .collect();
    Err(Stop::Refused(format!(
        "{} problems found\n{}",
        lines.len(),
        lines.join("\n")
    )))
}

pub async fn sign_in_link(
    coordinator: &Coordinator,
    address: &str,
    lasts: SignedDuration,
    members_url: &str,
) -> Result<String, Stop> {
    let account = coordinator.account_of(address).await?;
    let account = account.ok_or_else(|| Stop::Refused(format!("Nobody here has the address {address}.")))?;
    let token = coordinator.print_link(Subject::Account(account), lasts).await?;
    Ok(format!("{members_url}/sign-in/link?t={token}"))
}

fn find_project(coordinator: &Coordinator, slug: &str) -> Result<ProjectId, Stop> {
    let listed = coordinator.project(slug);
    listed
        .map(|p| p.id)
        .ok_or_else(|| Stop::Refused(format!("There is no project named {slug} here.")))
}

async fn find_member(coordinator: &Coordinator, project: &ProjectId, address: &str) -> Result<MemberId, Stop> {
    let people = coordinator.members_on_host(project).await?;
    let found = people.into_iter().find(|p| p.address.eq_ignore_ascii_case(address));
    found
        .map(|p| p.member)
        .ok_or_else(|| Stop::Refused(format!("Nobody with the address {address} serves in this project.")))
}
