//! A person's browser, as small as can be: signs in by a link, reads pages, posts forms with the token that the page
//! gave. It knows nothing that a page does not say.

use crate::client::{Answer, Client};

pub struct Browser {
    client: Client,
    csrf: String,
}

impl Browser {
    /// Nobody in particular.
    pub fn anonymous(base: &str) -> Result<Self, String> {
        Ok(Self {
            client: Client::new(base)?,
            csrf: String::new(),
        })
    }

    /// Opens a one-time link, presses its button, and keeps the session.
    pub async fn signed_in(base: &str, link: &str) -> Result<Self, String> {
        let fresh = Self::anonymous(base)?;
        let path = link.strip_prefix(base).ok_or("the link leads elsewhere")?;
        let page = fresh.client.get(path).await?;
        let token = link.split_once("?t=").map(|(_, t)| t.to_owned()).unwrap_or_default();
        let action = path.split('?').next().unwrap_or(path);
        let before = cookies(&page);
        let client = if before.is_empty() {
            fresh.client.clone()
        } else {
            fresh.client.clone().carrying(&before)
        };
        let answer = client.post_form(action, &[("t", &token)]).await?;
        let cookie = cookies(&answer);
        if answer.status != 303 || cookie.is_empty() {
            return Err(format!("the sign-in link did not work: {}", answer.status));
        }
        Ok(Self {
            client: Client::new(base)?.carrying(&cookie),
            csrf: String::new(),
        })
    }

    pub async fn get(&mut self, path: &str) -> Result<Answer, String> {
        let answer = self.client.get(path).await?;
        if let Some(token) = hidden(&answer.text(), "csrf") {
            self.csrf = token;
        }
        Ok(answer)
    }

    /// Posts a form as the page would.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        let csrf = self.csrf.clone();
        let mut all = vec![("csrf", csrf.as_str())];
        all.extend_from_slice(fields);
        self.client.post_form(path, &all).await
    }

    /// Posts a form that must be accepted; the answer is the page that follows.
    pub async fn act(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<String, String> {
        let answer = self.post(path, fields).await?;
        match answer.status {
            303 => Ok(answer.header("location").to_owned()),
            status => Err(format!("{path} answered {status}: {}", said(&answer.text()))),
        }
    }

    /// Fills in the form of a page that leads to `action`: its hidden fields and boxes as the page has them, and what the
    /// person types.
    pub async fn submit(&mut self, page: &str, action: &str, typed: &[(&str, &str)]) -> Result<String, String> {
        let text = self.get(page).await?.text();
        let form =
            form(&text, action).ok_or_else(|| format!("{page} has no form that leads to {action}: {}", said(&text)))?;
        let given = fields(form);
        let mut all: Vec<(&str, &str)> = given
            .iter()
            .map(|(k, v)| (k.as_str(), v.as_str()))
            .filter(|(k, _)| *k != "csrf")
            .collect();
        all.retain(|(name, _)| !typed.iter().any(|(other, _)| other == name));
        all.extend_from_slice(typed);
        self.act(action, &all).await
    }
}

fn cookies(answer: &Answer) -> String {
    let set = answer
        .headers
        .get_all("set-cookie")
        .iter()
        .filter_map(|v| v.to_str().ok());
    let pairs: Vec<&str> = set
        .filter_map(|c| c.split(';').next())
        .filter(|c| !c.ends_with('='))
        .collect();
    pairs.join("; ")
}

/// The inside of the form with this action.
fn form<'a>(page: &'a str, action: &str) -> Option<&'a str> {
    let forms = page
        .split("<form")
        .skip(1)
        .filter_map(|rest| rest.split_once("</form>").map(|(form, _)| form));
    forms.into_iter().find(|form| {
        let tag = form.split('>').next().unwrap_or_default();
        attribute(tag, "action").is_some_and(|a| a == action)
    })
}

/// What a form sends if nobody types: hidden fields, and the texts that stand in it. Boxes are ticked, since a person who
/// submits the form has read what stands beside them.
fn fields(form: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for tag in form.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
        let Some(name) = attribute(tag, "name") else { continue };
        let value = attribute(tag, "value").unwrap_or_else(|| "on".to_owned());
        let kind = attribute(tag, "type").unwrap_or_default();
        if kind == "hidden" || kind == "text" || (kind == "checkbox" && !tag.contains("disabled")) {
            found.push((
                name,
                if kind == "text" {
                    attribute(tag, "value").unwrap_or_default()
                } else {
                    value
                },
            ));
        }
    }
    found
}

/// The value of a hidden field.
pub fn hidden(page: &str, name: &str) -> Option<String> {
    let tags = page.split("<input").skip(1).filter_map(|rest| rest.split('>').next());
    tags.filter(|tag| tag.contains(&format!("name=\"{name}\"")))
        .find_map(|tag| attribute(tag, "value"))
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let rest = tag.split_once(&format!(" {name}=\""))?.1;
    Some(
        rest.split('"')
            .next()?
            .replace("&amp;", "&")
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">"),
    )
}

/// The words of a page that refuses, for a person reading the terminal.
fn said(page: &str) -> String {
    let main = page.split_once("<main").map_or(page, |(_, rest)| rest);
    let mut text = String::new();
    let mut inside = false;
    for c in main.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                text.push(' ');
            }
            c if !inside => text.push(c),
            _ => {}
        }
    }
    text.split_whitespace().take(60).collect::<Vec<_>>().join(" ")
}

/// All values of an attribute that begin so, in order: addresses on a page.
pub fn links(page: &str, beginning: &str) -> Vec<String> {
    page.split("href=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|href| href.starts_with(beginning))
        .map(str::to_owned)
        .collect()
}
