//! Per-case git repositories; values out, no SQL.
