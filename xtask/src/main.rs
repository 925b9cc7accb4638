//! The developers' commands, run as `cargo xtask NAME`. Each module is one command; `program` starts other programs
//! and speaks to the person, `tools` installs what a command needs. Nothing here is part of Ambergate itself, and
//! nothing of Ambergate is linked in: the binary is driven from outside, as its users do.

mod bench;
mod gallery;
mod postgres;
mod program;
mod tally;
mod test;
mod tools;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use program::{Trouble, complain};

/// Developers' commands of Ambergate.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Run every test: formatting, lints, licences, Rust tests on both databases, browser tests
    Test(test::Options),
    /// Measure what design.md gives a budget, and print both side by side
    Bench(bench::Options),
    /// Write every page sample as a static page and photograph it: light and dark, desk and phone
    Gallery,
    /// A throwaway PostgreSQL for the store tests
    Postgres {
        #[command(subcommand)]
        command: postgres::Command,
    },
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Test(options) => test::run(&options),
        Command::Bench(options) => bench::run(&options),
        Command::Gallery => gallery::run(),
        Command::Postgres { command } => postgres::run(&command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(Trouble::Counted) => ExitCode::FAILURE,
        Err(trouble) => {
            complain(&trouble);
            ExitCode::FAILURE
        }
    }
}
