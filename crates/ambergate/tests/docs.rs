//! The documentation says what is there: every key of the configuration, every command, every table, clock and paragraph, and no link
//! or name that leads nowhere.
#![expect(clippy::unwrap_used, reason = "helpers of tests, which clippy does not know as such")]

use ambergate::cli::Cli;
use ambergate::config::Config;
use ambergate_process::policy::{BUILT_IN, COREDNS, Library, Profile};
use clap::CommandFactory;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap()
}

#[track_caller]
fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// All files below a folder that end so.
fn files(folder: &Path, ending: &str, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, ending, into);
        } else if path.to_string_lossy().ends_with(ending) {
            into.push(path);
        }
    }
}

/// README, CHANGELOG, the other pages at the top, and everything below docs.
fn pages() -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md"]
        .iter()
        .map(|name| root().join(name))
        .collect();
    files(&root().join("docs"), ".md", &mut pages);
    pages
}

/// The first fenced block of this language.
fn fenced<'a>(page: &'a str, language: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("\n```").unwrap().0
}

/// A page without its fenced blocks.
fn prose(page: &str) -> String {
    page.split("```").step_by(2).collect()
}

/// What stands between backticks, outside of fenced blocks.
fn quoted(page: &str) -> Vec<String> {
    prose(page)
        .lines()
        .flat_map(|line| {
            line.split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn every_key_of_the_configuration_is_explained() {
    let source = read("crates/ambergate/src/config.rs");
    let source = source.split("#[cfg(test)]").next().unwrap();
    let page = read("docs/guide/install.md");
    let explained: BTreeSet<String> = quoted(&page).into_iter().collect();
    let sample = fenced(&page, "toml");
    let mut rename: Option<String> = None;
    let (mut inside, mut keys) = (false, 0);
    for line in source.lines().map(str::trim) {
        if line.starts_with("#[serde(") {
            rename = line
                .split_once("rename = \"")
                .map(|(_, rest)| rest.split('"').next().unwrap().to_owned());
        } else if line.starts_with("pub struct ") {
            inside = true;
        } else if line == "}" {
            inside = false;
        } else if let Some((name, _)) = line
            .strip_prefix("pub ")
            .and_then(|field| field.split_once(": "))
            .filter(|_| inside)
        {
            let key = rename.take().unwrap_or_else(|| name.to_owned());
            // A table is named by its header.
            let headers = [
                key.clone(),
                format!("[{key}]"),
                format!("[[{key}]]"),
                format!("[[project.{key}]]"),
            ];
            assert!(
                headers.iter().any(|h| explained.contains(h)),
                "docs/guide/install.md does not explain the key {key}"
            );
            let shown = |line: &str| {
                let line = line.trim_start_matches("# ");
                headers[1..].iter().any(|h| line == h) || line.split(" =").next() == Some(key.as_str())
            };
            assert!(
                sample.lines().any(shown),
                "the sample of docs/guide/install.md does not show the key {key}"
            );
            keys += 1;
        }
    }
    assert!(
        keys > 35,
        "only {keys} keys found: config.rs is written otherwise than this test reads"
    );
}

#[test]
fn the_sample_configuration_is_one() {
    let page = read("docs/guide/install.md");
    let config = Config::parse(Path::new("install.md"), fenced(&page, "toml")).unwrap();
    assert_eq!(config.projects[0].members.len(), 2);
    let defaults = ambergate::config::LimitsConfig::default();
    for (key, value) in [
        ("message_mib", defaults.message_mib),
        ("read_mib", defaults.read_mib),
        ("form_mib", defaults.form_mib),
        ("lmtp_memory_mib", defaults.lmtp_memory_mib),
    ] {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `[limits]` `{key}` |")))
            .unwrap();
        assert!(
            row.ends_with(&format!("| {value} |")),
            "install.md gives {key} another default than {value}"
        );
    }
}

#[test]
fn every_command_and_option_is_listed() {
    let page = read("docs/guide/cli.md");
    let mut found = 0;
    let mut walk = vec![(String::from("ambergate"), Cli::command())];
    while let Some((name, command)) = walk.pop() {
        for sub in command
            .get_subcommands()
            .filter(|sub| !sub.is_hide_set() && sub.get_name() != "help")
        {
            walk.push((format!("{name} {}", sub.get_name()), sub.clone()));
        }
        if command.has_subcommands() {
            continue;
        }
        assert!(
            page.contains(&format!("`{name}")),
            "docs/guide/cli.md does not list {name}"
        );
        for option in command
            .get_arguments()
            .filter_map(|argument| argument.get_long())
            .filter(|long| *long != "help")
        {
            assert!(
                page.contains(&format!("--{option}")),
                "docs/guide/cli.md does not name --{option} of {name}"
            );
        }
        found += 1;
    }
    assert!(found >= 15, "only {found} commands");
}

#[test]
fn every_table_says_what_is_clear() {
    let mut texts = Vec::new();
    files(&root().join("crates/store/migrations"), ".sql", &mut texts);
    let page = read("docs/security-model.md");
    let rows: String = page.lines().filter(|line| line.starts_with("| `")).collect();
    let mut tables = 0;
    for text in texts {
        for line in std::fs::read_to_string(text).unwrap().lines() {
            let Some(table) = line
                .strip_prefix("create table ")
                .and_then(|rest| rest.split(' ').next())
            else {
                continue;
            };
            assert!(
                rows.contains(&format!("`{table}`")),
                "docs/security-model.md does not say what is clear in {table}"
            );
            tables += 1;
        }
    }
    assert!(tables > 15, "only {tables} tables");
}

#[test]
fn the_policy_page_has_every_paragraph_and_the_windows_of_the_profile() {
    let page = read("docs/guide/policy.md");
    for n in 1..=56 {
        assert!(page.contains(&format!("<a id=\"s{n}\"></a>S{n} ")), "S{n} is missing");
    }
    let profile = Profile::read("coredns.toml", COREDNS).unwrap();
    for clock in &profile.clocks {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{}` |", clock.id)));
        let row = row.unwrap_or_else(|| panic!("the clock {} is missing", clock.id));
        let written = row.split(" | ").nth(2).unwrap();
        let max = clock.max.map(|max| max.to_string());
        assert_eq!(Some(written), max.as_deref(), "{}", clock.id);
        for paragraph in &clock.refs {
            assert!(row.contains(paragraph.as_str()), "{}: {paragraph}", clock.id);
        }
    }
}

/// Whatever a built-in profile uses is explained: its sections, and every key of each.
#[test]
fn every_key_of_a_profile_is_explained() {
    let page = read("docs/guide/profiles.md");
    assert!(page.contains("schema = 1") && page.contains("extends = \"coredns\""));
    let library = Library::built_in();
    let mut keys = BTreeSet::new();
    for (id, text) in BUILT_IN {
        let written = Profile::read_with(id, text, &library).unwrap().written();
        let table: toml::Table = written.parse().unwrap();
        for (section, value) in table.iter().filter(|(section, _)| *section != "schema") {
            assert!(page.contains(&format!("[{section}]")), "[{section}] is missing");
            let elements = match value {
                toml::Value::Array(list) => list.clone(),
                one => vec![one.clone()],
            };
            let tables = elements.iter().filter_map(toml::Value::as_table);
            keys.extend(tables.flat_map(|table| table.keys().cloned()));
        }
    }
    // Written as tables of their own.
    keys.retain(|key| !["facts", "override"].contains(&key.as_str()));
    assert!(keys.len() > 60, "only {} keys", keys.len());
    for key in keys {
        assert!(page.contains(&format!("`{key}`")), "the key {key} is missing");
    }
}

/// As forges make them: small letters, no punctuation, hyphens for spaces.
fn anchor(heading: &str) -> String {
    let kept = heading
        .trim()
        .to_lowercase()
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == ' ' || *c == '-')
        .collect::<String>();
    kept.replace(' ', "-")
}

fn anchors(page: &str) -> BTreeSet<String> {
    let text = prose(page);
    let headings = text
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| anchor(line.trim_start_matches('#')));
    let named = text
        .split("<a id=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned());
    headings.chain(named).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut checked = 0;
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        for target in prose(&page)
            .split("](")
            .skip(1)
            .map(|rest| rest.split(')').next().unwrap().to_owned())
        {
            if target.starts_with("https://") || target.starts_with("mailto:") {
                continue;
            }
            let (file, fragment) = target.split_once('#').unwrap_or((&target, ""));
            let there = if file.is_empty() {
                path.clone()
            } else {
                path.parent().unwrap().join(file)
            };
            assert!(there.exists(), "{}: {target} is not there", path.display());
            assert!(
                there.canonicalize().unwrap().starts_with(root()),
                "{}: {target} leaves the repository",
                path.display()
            );
            if !fragment.is_empty() {
                let known = anchors(&std::fs::read_to_string(&there).unwrap());
                assert!(
                    known.contains(fragment),
                    "{}: {target} names no heading",
                    path.display()
                );
            }
            checked += 1;
        }
    }
    assert!(checked > 50, "only {checked} links");
}

#[test]
fn every_file_that_is_named_exists() {
    let mut checked = 0;
    for path in pages() {
        for name in quoted(&std::fs::read_to_string(&path).unwrap()) {
            let ours = ["crates/", "docs/", "policies/", "e2e/"]
                .iter()
                .any(|folder| name.starts_with(folder));
            if ours && !name.contains([' ', '*', '<']) && !name.contains("NNNN") {
                assert!(root().join(&name).exists(), "{}: {name} is not there", path.display());
                checked += 1;
            }
        }
    }
    assert!(checked > 40, "only {checked} names");
}

#[test]
fn every_test_that_holds_an_invariant_exists() {
    let page = read("docs/ARCHITECTURE.md");
    let (_, rest) = page.split_once("\n## Invariants\n").unwrap();
    let section = rest.split("\n## ").next().unwrap();
    let mut sources = Vec::new();
    files(&root().join("crates"), ".rs", &mut sources);
    let all: String = sources
        .iter()
        .map(|path| std::fs::read_to_string(path).unwrap())
        .collect();
    let mut checked = 0;
    for name in quoted(section) {
        let is_test = name.matches('_').count() >= 3
            && name
                .chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        if is_test {
            assert!(
                all.contains(&format!("fn {name}(")),
                "docs/ARCHITECTURE.md names the test {name}, which is not there"
            );
            checked += 1;
        }
    }
    assert!(checked > 40, "only {checked} tests are named");
    for n in 1..=11 {
        assert!(section.contains(&format!("\n{n}. **")), "invariant {n} is missing");
    }
}
