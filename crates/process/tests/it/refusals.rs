//! Every refusal is reached, and each says in a sentence what to do instead.

mod case;
mod inputs;
mod project;
mod report;

/// Names every variant; a new one does not compile until it has a name here, and fails until a test reaches it.
macro_rules! variants {
    ($names:ident, $name:ident, $refusal:ty: $($pattern:pat => $word:literal),* $(,)?) => {
        const $names: &[&str] = &[$($word),*];
        fn $name(refusal: &$refusal) -> &'static str {
            match refusal { $($pattern => $word),* }
        }
    };
}
use variants;

#[track_caller]
fn says_what_to_do(text: &str) {
    assert!(text.len() > 20 && text.ends_with('.'), "{text}");
    let first = text.chars().next().unwrap();
    assert!(
        first.is_uppercase() || first.is_numeric() || text.contains("leads the fix"),
        "{text}"
    );
    for word in ["invalid", "error", "issue", "ticket", "user", "forbidden"] {
        assert!(!text.to_lowercase().contains(word), "{word}: {text}");
    }
}
