//! The table is whole: no row without its columns, no page without a sample, nothing twice.

use super::*;
use crate::pages;
use std::collections::BTreeSet;

#[test]
fn no_row_is_there_twice() {
    let mut seen = BTreeSet::new();
    for route in table() {
        assert!(
            seen.insert((route.listener, route.path, route.verb)),
            "{:?} {} is there twice",
            route.verb,
            route.path
        );
    }
}

#[test]
fn every_page_has_its_sample() {
    let samples: BTreeSet<&str> = pages::samples().iter().map(|sample| sample.name).collect();
    for route in table() {
        match route.sample {
            Sample::Page(name) => assert!(
                samples.contains(name),
                "{} names the sample {name}, which is not there",
                route.path
            ),
            Sample::None(why) => assert!(why.len() > 10, "{} says not why it has no sample", route.path),
        }
    }
}

#[test]
fn no_sample_is_there_twice() {
    let mut seen = BTreeSet::new();
    for sample in pages::samples() {
        assert!(seen.insert(sample.name), "{} is there twice", sample.name);
    }
}

#[test]
fn paths_of_members_begin_where_they_should() {
    for route in table().filter(|route| route.listener == Listener::Members) {
        let api = route.path.starts_with("/api/v1/");
        assert_eq!(route.api.is_some(), api, "{}", route.path);
        if matches!(route.reader, Reader::Member | Reader::Pst) {
            let scoped =
                route.path.starts_with("/p/{project}/") || route.path.starts_with("/api/v1/projects/{project}/");
            assert!(scoped, "{}", route.path);
        }
    }
}
