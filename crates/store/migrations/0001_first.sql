-- One text for SQLite and PostgreSQL; src/dialect.rs fills the braces. Instants are microseconds since 1970.
-- Clear: ids, projects, phases, ranks, dates, grants, keyed digests. Everything else is sealed bytes.

create table instance (name {text} not null primary key, value {bytes} not null) {strict};

create table projects (
  id {text} not null primary key,
  slug {text} not null unique,
  created {i64} not null,
  key {bytes} not null,
  digest_key {bytes} not null
) {strict};

create table settings (
  project {text} not null references projects (id),
  name {text} not null,
  value {bytes} not null,
  primary key (project, name)
) {strict};

-- The keys of rows, wrapped by the project's key or, of a report that joined a case, by the case's. Null: destroyed.
create table keys (
  kind {text} not null check (kind in ('project', 'report', 'case')),
  owner {text} not null,
  project {text} not null references projects (id),
  parent_kind {text} not null check (parent_kind in ('project', 'case')),
  parent {text} not null,
  wrapped {bytes},
  -- The owner first: a join finds a row's key, and never walks along all keys of a kind.
  primary key (owner, kind)
) {strict};

-- The three rows have the same columns, so that one text serves them all. next_due is the largest number when
-- nothing is due, opened and erased are 0 when not set, lead and case_id are empty: a sort never meets a null.
create table cases (
  id {text} not null primary key,
  project {text} not null references projects (id),
  version {i64} not null,
  seq {i64} not null,
  head {bytes} not null,
  phase {i64} not null,
  severity_rank {i64} not null check (severity_rank between 0 and 4),
  lead {text} not null,
  opened {i64} not null,
  closed {i64},
  next_due {i64} not null,
  case_id {text} not null,
  erased {i64} not null,
  headline {bytes} not null,
  state {bytes} not null
) {strict};
create index cases_by_due on cases (project, phase, next_due, id);
create index cases_by_opened on cases (project, phase, opened, id);
create index cases_by_severity on cases (project, phase, severity_rank, opened, id);
create index cases_by_lead on cases (project, opened, lead);
create index cases_due on cases (next_due, id);

create table reports (
  id {text} not null primary key,
  project {text} not null references projects (id),
  version {i64} not null,
  seq {i64} not null,
  head {bytes} not null,
  phase {i64} not null,
  severity_rank {i64} not null check (severity_rank between 0 and 4),
  lead {text} not null,
  opened {i64} not null,
  closed {i64},
  next_due {i64} not null,
  case_id {text} not null,
  erased {i64} not null,
  headline {bytes} not null,
  state {bytes} not null
) {strict};
create index reports_by_due on reports (project, phase, next_due, id);
create index reports_by_opened on reports (project, phase, opened, id);
create index reports_by_severity on reports (project, phase, severity_rank, opened, id);
create index reports_due on reports (next_due, id);
create index reports_of_case on reports (case_id);

create table project_rows (
  id {text} not null primary key references projects (id),
  project {text} not null references projects (id),
  version {i64} not null,
  seq {i64} not null,
  head {bytes} not null,
  phase {i64} not null,
  severity_rank {i64} not null check (severity_rank between 0 and 4),
  lead {text} not null,
  opened {i64} not null,
  closed {i64},
  next_due {i64} not null,
  case_id {text} not null,
  erased {i64} not null,
  headline {bytes} not null,
  state {bytes} not null
) {strict};
create index project_rows_due on project_rows (next_due, id);

create table accounts (
  id {text} not null primary key,
  address {bytes} not null unique,
  about {bytes} not null,
  created {i64} not null
) {strict};

create table members (
  id {text} not null primary key,
  project {text} not null references projects (id),
  account {text} not null references accounts (id),
  role {text} not null check (role in ('pst', 'maintainer')),
  since {i64} not null,
  until {i64} not null
) {strict};
create index members_of_account on members (account, project);
create index members_of_project on members (project);

create table grants (
  kind {text} not null,
  row_id {text} not null,
  member {text} not null,
  primary key (kind, row_id, member)
) {strict};
create index grants_of_member on grants (member, kind, row_id);

create table outsiders (
  id {text} not null primary key,
  project {text} not null references projects (id),
  report {text} not null,
  address {bytes} not null,
  about {bytes} not null,
  created {i64} not null
) {strict};
create index outsiders_of_report on outsiders (report);

-- What a reporter set to read later: argon2id.
create table secrets (
  outsider {text} not null primary key,
  report {text} not null,
  hash {text} not null
) {strict};
create index secrets_of_report on secrets (report);

create table reply_tokens (
  digest {bytes} not null primary key,
  project {text} not null references projects (id),
  kind {text} not null,
  owner {text} not null,
  outsider {text} not null,
  created {i64} not null
) {strict};

create table events (
  kind {text} not null,
  owner {text} not null,
  seq {i64} not null,
  project {text} not null references projects (id),
  at {i64} not null,
  root {bytes} not null,
  hash {bytes} not null,
  body {bytes} not null,
  primary key (kind, owner, seq)
) {strict};
{append_only events}

create table entries (
  id {text} not null primary key,
  project {text} not null references projects (id),
  owner_kind {text} not null,
  owner {text} not null,
  seq {i64} not null,
  n {i64} not null,
  at {i64} not null,
  kind {text} not null,
  audiences {i64} not null,
  counterpart {text} not null,
  key {bytes} not null,
  body {bytes} not null
) {strict};
create index entries_of_row on entries (owner_kind, owner, at, seq, n);

create table blobs (
  id {text} not null primary key,
  project {text} not null references projects (id),
  entry {text} not null references entries (id),
  n {i64} not null,
  size {i64} not null,
  chunks {i64} not null,
  digest {bytes} not null,
  key {bytes} not null,
  about {bytes} not null,
  unique (entry, n)
) {strict};

-- Sealed pieces of at most 1 MiB, of blobs and of inbound messages too large for one row.
create table blob_chunks (
  blob {text} not null,
  n {i64} not null,
  bytes {bytes} not null,
  primary key (blob, n)
) {strict};

create table inbound (
  id {text} not null primary key,
  project {text} not null references projects (id),
  source {text} not null,
  report {text} not null,
  delivery {bytes} not null unique,
  received {i64} not null,
  state {text} not null check (state in ('waiting', 'settled')),
  attempts {i64} not null,
  ready {i64} not null,
  owner_kind {text} not null,
  owner {text} not null,
  size {i64} not null,
  chunks {i64} not null,
  key {bytes} not null,
  meta {bytes} not null,
  raw {bytes} not null
) {strict};
create index inbound_waiting on inbound (state, ready);
create index inbound_of_row on inbound (owner_kind, owner);

create table outbox (
  id {text} not null primary key,
  project {text} not null,
  owner_kind {text} not null,
  owner {text} not null,
  seq {i64} not null,
  kind {text} not null,
  state {text} not null check (state in ('queued', 'done', 'failed')),
  due {i64} not null,
  attempts {i64} not null,
  leased {i64} not null,
  created {i64} not null,
  finished {i64},
  key {bytes} not null,
  recipient {bytes} not null,
  payload {bytes} not null,
  note {bytes}
) {strict};
create index outbox_due on outbox (state, due);
create index outbox_of_project on outbox (project, created);
create index outbox_by_created on outbox (created);
create index outbox_of_row on outbox (owner_kind, owner);

create table publications (
  id {text} not null primary key,
  project {text} not null references projects (id),
  kind {text} not null,
  slug {text} not null,
  body {bytes} not null,
  published {i64} not null,
  modified {i64} not null,
  revision {i64} not null,
  unique (project, kind, slug)
) {strict};

create table links (
  digest {bytes} not null primary key,
  purpose {text} not null,
  subject_kind {text} not null check (subject_kind in ('account', 'outsider')),
  subject {text} not null,
  browser {bytes},
  created {i64} not null,
  expires {i64} not null,
  used {i64}
) {strict};

create table sessions (
  digest {bytes} not null primary key,
  subject_kind {text} not null check (subject_kind in ('account', 'outsider')),
  subject {text} not null,
  report {text} not null,
  created {i64} not null,
  seen {i64} not null,
  expires {i64} not null,
  revoked {i64}
) {strict};
create index sessions_of_subject on sessions (subject_kind, subject);

create table api_tokens (
  digest {bytes} not null primary key,
  member {text} not null references members (id),
  project {text} not null references projects (id),
  scopes {text} not null,
  created {i64} not null,
  expires {i64} not null,
  revoked {i64}
) {strict};
