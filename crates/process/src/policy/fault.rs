//! What is wrong with a profile file: where, what, and what to do about it. No rule is checked here.

/// A fault in a file that people write. Its sentence is shown as it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[error("{file}:{line}: {what}; {remedy}")]
pub struct Fault {
    pub file: String,
    /// Counts from 1.
    pub line: usize,
    pub what: String,
    /// What to do, as an order: "write 24h, 7d or 1bd".
    pub remedy: String,
}

/// The word of a list that was probably meant, if one is near.
pub(super) fn nearest<'a>(word: &str, list: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let near = list.into_iter().map(|one| (distance(word, one), one)).min()?;
    let prefix = near.1.starts_with(word) || word.starts_with(near.1);
    (near.0 <= 2 || prefix).then_some(near.1)
}

/// A remedy that names the word that was probably meant, and the list that `says` introduces: all of it where it is short
/// or nothing in it is near.
pub(super) fn remedy<'a>(word: &str, list: impl IntoIterator<Item = &'a str> + Clone, says: &str) -> String {
    let all: Vec<&str> = list.clone().into_iter().collect();
    match nearest(word, list) {
        Some(near) if all.len() > SHORT => format!("did you mean \"{near}\"?"),
        Some(near) => format!("did you mean \"{near}\"? {says} {}", all.join(", ")),
        None => format!("{} {}", says.to_lowercase(), all.join(", ")),
    }
}

/// A list that is worth reading even though a near word was found.
const SHORT: usize = 16;

/// How many letters must be changed, added or taken away (Levenshtein).
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, x) in a.chars().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (slot, y) in row.iter_mut().skip(1).zip(b.chars()) {
            let cost = (diagonal + usize::from(x != y)).min(*slot + 1).min(left + 1);
            diagonal = std::mem::replace(slot, cost);
            left = cost;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_word_is_found_and_a_strange_one_has_none() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(nearest("strengt", ["strength", "from"]), Some("strength"));
        assert_eq!(nearest("severity", ["severity_set", "fix_ready"]), Some("severity_set"));
        assert_eq!(nearest("colour", ["strength", "from"]), None);
    }
}
