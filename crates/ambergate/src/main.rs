//! Ambergate runs your SECURITY.md.
fn main() {}
