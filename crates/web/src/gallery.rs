//! Sample pages: what `cargo xtask gallery` writes and the browser tests look at. Content is invented around CoreDNS's
//! lease-as-TTL case; `CVE-2026-00063` can never be issued. What must not live here: anything a served page needs.

pub mod parts;
pub mod samples;
pub mod story;

/// How sample text is said: as it is, or turned into something hostile to see that every part stands it.
pub type Say = fn(&str) -> String;

/// The text itself.
pub fn as_written(text: &str) -> String {
    text.to_owned()
}

/// The canary: markup, a directional override, an emoji made of four characters, ten thousand letters now and then.
pub fn hostile(text: &str) -> String {
    let tail = if text.len().is_multiple_of(7) {
        "x".repeat(10_000)
    } else {
        String::new()
    };
    format!("</title></textarea><script>alert('{text}')</script>\" onload=\"x\u{202E}gnp.exe\u{0} 👩‍💻 שלום{tail}")
}
