//! The use cases: intake, triage, coordinate, release, publish, sign-in, jobs; and the ports.
