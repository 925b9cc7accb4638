//! The stylesheet, the script and the icon: built into the binary, served under an address that holds their digest.
//!
//! What lives here: the bytes, their addresses and content types, the caching words. What must not: routes, markup.

use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// A file that every browser may keep for ever: its address changes with its bytes.
#[derive(Debug)]
pub struct Asset {
    /// From the root of either listener, `/assets/app-1a2b3c4d5e6f7a8b.css`.
    pub path: String,
    pub content_type: &'static str,
    pub bytes: &'static [u8],
}

/// `Cache-Control` of every asset.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// All stylesheets in the order of the cascade.
pub const CSS: &str = concat!(
    include_str!("../assets/css/layers.css"),
    include_str!("../assets/css/reset.css"),
    include_str!("../assets/css/tokens.css"),
    include_str!("../assets/css/base.css"),
    include_str!("../assets/css/layout.css"),
    include_str!("../assets/css/marks.css"),
    include_str!("../assets/css/panels.css"),
    include_str!("../assets/css/forms.css"),
    include_str!("../assets/css/timeline.css"),
    include_str!("../assets/css/check.css"),
    include_str!("../assets/css/plan.css"),
    include_str!("../assets/css/plot.css"),
    include_str!("../assets/css/forced.css"),
    include_str!("../assets/css/pages.css"),
    include_str!("../assets/css/gallery.css"),
    include_str!("../assets/css/print.css"),
);

static STYLESHEET: LazyLock<Asset> = LazyLock::new(|| asset("css", "text/css; charset=utf-8", CSS));
static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| asset("js", "text/javascript; charset=utf-8", include_str!("../assets/app.js")));
static ICON: LazyLock<Asset> = LazyLock::new(|| asset("svg", "image/svg+xml", include_str!("../assets/icon.svg")));

/// The one stylesheet of member pages, public pages and the sign-in page.
pub fn stylesheet() -> &'static Asset {
    &STYLESHEET
}

/// The one script, an ES module.
pub fn script() -> &'static Asset {
    &SCRIPT
}

/// The picture in the browser's tab.
pub fn icon() -> &'static Asset {
    &ICON
}

/// Every asset, for the static site and the route table.
pub fn all() -> [&'static Asset; 3] {
    [stylesheet(), script(), icon()]
}

/// The asset at this path. An old digest finds nothing: a page that names it is older than this program.
pub fn find(path: &str) -> Option<&'static Asset> {
    all().into_iter().find(|asset| asset.path == path)
}

fn asset(ending: &str, content_type: &'static str, text: &'static str) -> Asset {
    Asset {
        path: format!("/assets/app-{}.{ending}", digest(text.as_bytes())),
        content_type,
        bytes: text.as_bytes(),
    }
}

/// The first 64 bits of SHA-256, in hex: enough to tell two versions of our own files apart.
fn digest(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .take(8)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn layers_below_tokens() -> String {
        let tokens = include_str!("../assets/css/tokens.css");
        CSS.replace(tokens, "")
    }

    #[test]
    fn an_asset_is_found_under_its_digest_only() {
        for asset in all() {
            assert_eq!(find(&asset.path).map(|found| found.bytes), Some(asset.bytes));
            assert!(!asset.bytes.is_empty());
        }
        assert!(find("/assets/app-0000000000000000.css").is_none());
        assert!(find("/assets/../Cargo.toml").is_none());
        assert_eq!(stylesheet().path.len(), "/assets/app-1a2b3c4d5e6f7a8b.css".len());
    }

    #[test]
    fn nothing_is_loaded_from_elsewhere() {
        for word in ["@import", "http:", "https:", "data:", "@font-face", "image-set"] {
            // The one `http` is the print rule that writes a link's address out; it loads nothing.
            assert!(
                !CSS.replace("a[href^=\"http\"]", "").contains(word),
                "{word} in the stylesheet"
            );
        }
        assert_eq!(CSS.matches("url(").count(), CSS.matches("url(#hatch)").count());
        let script = include_str!("../assets/app.js");
        for word in [
            "import ",
            "import(",
            "eval",
            "innerHTML",
            "outerHTML",
            "insertAdjacent",
            "document.write",
            "http",
        ] {
            assert!(!script.contains(word), "{word} in the script");
        }
    }

    #[test]
    fn colours_are_named_in_the_token_layer_alone() {
        // The dark stripe of the tape, the dialog's backdrop and ink on paper are the exceptions.
        let rest = layers_below_tokens()
            .replace("oklch(26% .02 70)", "")
            .replace("oklch(15% .01 75 / .45)", "")
            .replace("in oklch,", "");
        for word in ["oklch", "rgb", "hsl", "#fff", "#000", "lab("] {
            assert!(!rest.contains(word), "{word} below the token layer");
        }
    }

    #[test]
    fn every_property_that_is_used_is_defined() {
        let defined: BTreeSet<&str> = CSS
            .split(|c: char| c.is_whitespace() || "{;".contains(c))
            .filter_map(|word| word.strip_suffix(':'))
            .filter(|word| word.starts_with("--"))
            .collect();
        for part in CSS.split("var(").skip(1) {
            let name = part.split([')', ',']).next().unwrap_or_default();
            assert!(defined.contains(name), "{name} is used and defined nowhere");
        }
    }

    #[test]
    fn braces_balance_in_every_layer() {
        let mut depth = 0i32;
        for c in CSS.chars() {
            depth += i32::from(c == '{') - i32::from(c == '}');
            assert!(depth >= 0);
        }
        assert_eq!(depth, 0);
    }
}
