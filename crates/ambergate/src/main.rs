//! Ambergate runs your SECURITY.md. The binary: command line, configuration, adapters, wiring.

use ambergate::cli::Cli;
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = Cli::parse();
    ambergate::commands::run(cli.command)
}
