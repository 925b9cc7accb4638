//! Commands over the API, as the person whose token it is: what they may not see, they do not see here either.

use super::{Stop, say};
use crate::cli::{ApiArgs, CaseCommand};
use crate::client::Client;

pub async fn case(command: CaseCommand) -> Result<(), Stop> {
    match command {
        CaseCommand::List { api } => {
            let value = get(&api, &format!("/api/v1/projects/{}/cases", api.project)).await?;
            if api.json {
                say(value.to_string());
                return Ok(());
            }
            for case in value["cases"].as_array().into_iter().flatten() {
                let word = |key: &str| case[key].as_str().unwrap_or("-").to_owned();
                say(format!(
                    "{:<14} {:<10} {:<9} {:<22} {}",
                    word("id"),
                    word("phase"),
                    word("severity"),
                    word("next_due"),
                    word("title")
                ));
            }
            Ok(())
        }
        CaseCommand::Show { id, api } => {
            let value = get(&api, &format!("/api/v1/projects/{}/cases/{id}", api.project)).await?;
            if api.json {
                say(value.to_string());
                return Ok(());
            }
            let word = |key: &str| value[key].as_str().unwrap_or("-").to_owned();
            say(format!("{}  {}", word("id"), word("title")));
            say(format!("state     {}", word("phase")));
            say(format!("severity  {}", word("severity")));
            say(format!("Fix Lead  {}", word("lead")));
            for clock in value["clocks"].as_array().into_iter().flatten() {
                let word = |key: &str| clock[key].as_str().unwrap_or("-").to_owned();
                say(format!("  {:<28} {:<10} {}", word("title"), word("state"), word("due")));
            }
            Ok(())
        }
    }
}

async fn get(api: &ApiArgs, path: &str) -> Result<serde_json::Value, Stop> {
    let token = std::fs::read_to_string(&api.token_file)
        .map_err(|error| Stop::Refused(format!("{}: {error}", api.token_file.display())))?;
    let client = Client::new(&api.server).map_err(Stop::Refused)?.bearing(token.trim());
    let answer = client.get(path).await.map_err(Stop::TryAgain)?;
    let value: serde_json::Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    if answer.status == 200 {
        return Ok(value);
    }
    let what = value["error"]["what"]
        .as_str()
        .unwrap_or("The server refused without saying why.");
    Err(Stop::Refused(format!("{what} ({})", answer.status)))
}
