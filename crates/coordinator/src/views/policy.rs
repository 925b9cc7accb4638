//! A policy profile as members read it: its paragraphs, and what the program does because of each. No case is read here.

use crate::{Coordinator, Error};
use ambergate_process::access::Role;
use ambergate_process::planner::said;
use ambergate_process::policy::Profile;
use ambergate_store::Viewer;

#[derive(Clone)]
pub struct PolicyView {
    pub id: String,
    pub name: String,
    pub version: String,
    pub source: String,
    pub paragraphs: Vec<Paragraph>,
    /// What it leaves open, and where.
    pub not_stated: Vec<(String, String)>,
    /// Ids of the other profiles of this instance.
    pub others: Vec<String>,
}

/// A paragraph, and what in the profile refers to it.
#[derive(Clone)]
pub struct Paragraph {
    pub id: String,
    /// What it says, in one sentence.
    pub title: String,
    /// Where in the source.
    pub place: String,
    pub because_of_it: Vec<String>,
}

impl PolicyView {
    pub fn of(profile: &Profile, others: Vec<String>) -> Self {
        let paragraph = |reference: &ambergate_process::policy::Reference| Paragraph {
            id: reference.id.clone(),
            title: reference.title.clone(),
            place: reference.place.clone(),
            because_of_it: because_of(profile, &reference.id),
        };
        Self {
            id: profile.id.clone(),
            name: profile.name.clone(),
            version: profile.version.clone(),
            source: profile.source.clone(),
            paragraphs: profile.references.iter().map(paragraph).collect(),
            not_stated: profile
                .not_stated
                .iter()
                .map(|(section, what)| (section.word().to_owned(), what.clone()))
                .collect(),
            others,
        }
    }
}

/// Clocks, gates and the rest that name this paragraph, each in words.
fn because_of(profile: &Profile, id: &str) -> Vec<String> {
    let names = |refs: &[String]| refs.iter().any(|one| one == id);
    let clocks = profile.clocks.iter().filter(|clock| names(&clock.refs));
    let clocks = clocks.map(|clock| format!("{}: {}", clock.act, said::counted(clock)));
    let gates = profile.gates.iter().filter(|gate| names(&gate.refs));
    let gates = gates.map(|gate| format!("Gate: {}", gate.title));
    let roles = profile.roles.iter().filter(|role| names(&role.refs));
    let roles = roles.map(|role| format!("Role: {}", role.title));
    let lists = profile.checklists.iter().filter(|list| names(&list.refs));
    let lists = lists.map(|list| format!("Checklist: {}", list.title));
    clocks.chain(gates).chain(roles).chain(lists).collect()
}

impl Coordinator {
    /// A profile of this instance, for a member of the project; the project's own where none is named.
    pub fn policy(&self, viewer: &Viewer, slug: &str, profile: Option<&str>) -> Result<PolicyView, Error> {
        let listed = self.project(slug).ok_or(Error::Absent)?;
        let (_, role) = viewer.member_in(&listed.id).ok_or(Error::Absent)?;
        let id = profile.unwrap_or(&listed.profile.0);
        let shelf = self.shelf();
        // What is there only because a case is pinned to it is for those who see every case.
        let found = if role == Role::Pst || id == listed.profile.0 {
            shelf.in_force(id, self.now())
        } else {
            shelf.offered_in_force(id, self.now())
        };
        let profile = found.ok_or(Error::Absent)?;
        Ok(PolicyView::of(profile, shelf.ids_beside(id)))
    }
}
