-- How a member wants to be reminded, and in which time zone they live. No row: nothing was chosen.
create table reminder_settings (
  member {text} not null primary key references members (id),
  settings {bytes} not null
) {strict};

-- What was reminded of, by keyed digest: of whom, of what and which time stands in no column. Written with the errand.
create table reminded (
  digest {bytes} not null primary key,
  at {i64} not null
) {strict};

-- The secret address of a member's calendar, one at a time. A revoked one leaves nothing behind.
create table calendars (
  member {text} not null primary key references members (id),
  project {text} not null references projects (id),
  digest {bytes} not null unique,
  created {i64} not null
) {strict};
