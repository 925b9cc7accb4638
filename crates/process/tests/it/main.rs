//! Tests of the pure core, from outside: the life of a real case, every refusal, and what holds for any case at all.

#[cfg(test)]
mod broken;
#[cfg(test)]
mod calendar;
#[cfg(test)]
mod condition;
#[cfg(test)]
mod condition_random;
#[cfg(test)]
mod condition_refused;
#[cfg(test)]
mod cra;
#[cfg(test)]
mod docs;
#[cfg(test)]
mod guide;
mod inputs;
#[cfg(test)]
mod lint;
#[cfg(test)]
mod lockout;
#[cfg(test)]
mod metrics;
#[cfg(test)]
mod people;
#[cfg(test)]
mod prose;
#[cfg(test)]
mod random;
#[cfg(test)]
mod refusals;
#[cfg(test)]
mod reminders;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod situations;
#[cfg(test)]
mod stage;
#[cfg(test)]
mod total;
#[cfg(test)]
mod vultron_case;
#[cfg(test)]
mod vultron_embargo;
#[cfg(test)]
mod vultron_known;
#[cfg(test)]
mod vultron_machines;
#[cfg(test)]
mod vultron_messages;
#[cfg(test)]
mod vultron_numbers;
#[cfg(test)]
mod vultron_walks;
#[cfg(test)]
mod wishes;
