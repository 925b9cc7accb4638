//! Test beds: a fresh store on SQLite or on PostgreSQL, the PostgreSQL server itself, and a macro that runs each test on
//! both. Behind the feature `testing`; the test kit uses it too. Nothing of the program may.
#![expect(
    clippy::expect_used,
    clippy::print_stderr,
    reason = "test support: a broken bed should stop the test, loudly"
)]

use crate::{DatabaseAt, InstanceKey, Store, StoreError};
use ambergate_process::ports::Rng;
use sqlx::Connection;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{ChildStdin, Stdio};
use std::str::FromStr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

/// Runs each test on both databases, as `sqlite::name` and `postgres::name`.
#[macro_export]
macro_rules! on_both {
    ($($(#[$meta:meta])* async fn $name:ident($bed:ident: &Bed) $body:block)*) => {
        $($(#[$meta])* async fn $name($bed: &$crate::testing::Bed) $body)*
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&$crate::testing::Bed::sqlite().await).await;
            })*
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(bed) = $crate::testing::Bed::postgres().await {
                    super::$name(&bed).await;
                }
            })*
        }
    };
}

/// Chance that is the same in every run: SHA-256 over a seed and a counter.
pub struct SeededRng {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededRng {
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: AtomicU64::new(0),
        }
    }
}

impl Rng for SeededRng {
    fn fill(&self, into: &mut [u8]) {
        for chunk in into.chunks_mut(32) {
            let n = self.drawn.fetch_add(1, Ordering::Relaxed);
            let block = crate::seal::sha256(&[&self.seed.to_be_bytes(), &n.to_be_bytes()]);
            chunk.copy_from_slice(&block[..chunk.len()]);
        }
    }
}

/// A fresh store for one test.
pub struct Bed {
    pub store: Store,
    pub at: DatabaseAt,
    pub key: [u8; 32],
    /// Where the database's files are; every byte of them may be searched.
    files: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

const KEY: [u8; 32] = [7; 32];

impl Bed {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let at = DatabaseAt::Sqlite(folder.path().join("ambergate.db"));
        let files = folder.path().to_owned();
        Self::on(at, files, Some(folder)).await
    }

    /// `None`, said loudly, where there is no PostgreSQL; with `REQUIRE_PG=1` that is a failure.
    pub async fn postgres() -> Option<Self> {
        let (url, files) = fresh_postgres().await?;
        Some(Self::on(DatabaseAt::Postgres(url), files, None).await)
    }

    async fn on(at: DatabaseAt, files: PathBuf, folder: Option<tempfile::TempDir>) -> Self {
        let store = open(&at, KEY).await.expect("a fresh store");
        Self {
            store,
            at,
            key: KEY,
            files,
            _folder: folder,
        }
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.at, DatabaseAt::Postgres(_))
    }

    /// The same database opened again, as after a restart or by a second process.
    pub async fn reopen(&self, key: [u8; 32]) -> Result<Store, StoreError> {
        open(&self.at, key).await
    }

    /// Runs SQL behind the store's back, as somebody with the database's password would.
    pub async fn tamper(&self, sql: &'static str) -> Result<u64, StoreError> {
        let doing = StoreError::database("be tampered with");
        Ok(match self.store.db() {
            crate::db::Db::Sqlite { writer, .. } => {
                sqlx::raw_sql(sql).execute(writer).await.map_err(doing)?.rows_affected()
            }
            crate::db::Db::Postgres(pool) => sqlx::raw_sql(sql).execute(pool).await.map_err(doing)?.rows_affected(),
        })
    }

    /// A row's key as it is stored, wrapped; `None` once it was destroyed.
    pub async fn wrapped_key(&self, kind: &'static str, id: &str) -> Option<Vec<u8>> {
        let system = self.store.system("a test");
        crate::system::owner_key(&system, &self.store, kind, id)
            .await
            .ok()
            .flatten()
            .and_then(|columns| columns.0)
    }

    /// Lifts the append-only triggers: what root can do.
    pub async fn lift_triggers(&self) -> Result<(), StoreError> {
        if self.is_postgres() {
            self.tamper("drop trigger events_append_only on events").await?;
        } else {
            self.tamper("drop trigger events_no_update; drop trigger events_no_delete;")
                .await?;
        }
        Ok(())
    }

    /// Every byte of the database's files, write-ahead log included, file by file.
    pub async fn bytes_on_disk(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut found = Vec::new();
        match self.store.db() {
            crate::db::Db::Sqlite { .. } => collect(&self.files, &mut found),
            crate::db::Db::Postgres(pool) => {
                self.tamper("checkpoint").await.expect("a checkpoint");
                // A server that was named to us says itself where its files are.
                let folder = sqlx::query_scalar("select current_setting('data_directory')").fetch_one(pool);
                let folder: String = folder.await.expect("the server's folder");
                let folder = Path::new(&folder);
                let own = "select oid::bigint from pg_database where datname = current_database()";
                let own: i64 = sqlx::query_scalar(own).fetch_one(pool).await.expect("its number");
                collect(&folder.join("base").join(own.to_string()), &mut found);
                collect(&folder.join("pg_wal"), &mut found);
                assert!(
                    !found.is_empty(),
                    "the server's files in {} cannot be read here",
                    folder.display()
                );
            }
        }
        found
    }

    /// How many transactions intake has begun.
    pub fn intake_commits(&self) -> u64 {
        self.store.arrivals()
    }

    /// Keeps everybody from writing until it is dropped, as a backup or a long migration does.
    pub async fn hold_the_lock(&self) -> impl Send + use<> {
        let db = crate::db::Db::connect(&self.at).await.expect("a second process");
        let mut tx = db.begin().await.expect("its transaction");
        if let crate::db::Begun::Postgres(tx) = &mut tx.begun {
            let lock = "lock table inbound, cases, events in access exclusive mode";
            sqlx::raw_sql(lock)
                .execute(tx.connection().expect("its connection"))
                .await
                .expect("the lock");
        }
        tx
    }

    /// Every statement with its module, name and what this database says to it; nothing is run.
    pub async fn prepare_all(&self) -> Vec<(String, Result<(), String>)> {
        use sqlx::{Executor, SqlSafeStr};
        let mut outcomes = Vec::new();
        for sql in crate::registry::all() {
            let outcome = match self.store.db() {
                crate::db::Db::Sqlite { writer, .. } => writer.prepare(sql.sqlite.into_sql_str()).await.map(|_| ()),
                crate::db::Db::Postgres(pool) => pool.prepare(sql.postgres.into_sql_str()).await.map(|_| ()),
            };
            outcomes.push((
                format!("{}::{}", sql.module, sql.name),
                outcome.map_err(|error| error.to_string()),
            ));
        }
        outcomes
    }

    /// Every statement: module, name, text.
    pub fn statements() -> Vec<(&'static str, &'static str, &'static str)> {
        crate::registry::all()
            .into_iter()
            .map(|sql| (sql.module, sql.name, sql.sqlite))
            .collect()
    }

    /// How this database would run the statement of that name, in its own words.
    pub async fn explain(&self, module: &str, name: &str) -> String {
        use sqlx::Row;
        let all = crate::registry::all();
        let sql = all
            .iter()
            .find(|sql| sql.module.ends_with(module) && sql.name == name)
            .expect("a statement");
        let crate::db::Db::Sqlite { writer, .. } = self.store.db() else {
            return String::new();
        };
        let text = built(format!("explain query plan {}", sql.sqlite));
        let rows = sqlx::query(text).fetch_all(writer).await.expect("a plan");
        rows.iter()
            .map(|row| row.get::<String, _>("detail"))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

#[expect(
    clippy::disallowed_types,
    reason = "test support: names of databases and explain in front of our own statements"
)]
fn built(text: String) -> sqlx::AssertSqlSafe<String> {
    sqlx::AssertSqlSafe(text)
}

async fn open(at: &DatabaseAt, key: [u8; 32]) -> Result<Store, StoreError> {
    // Stores of one test draw differently; two tests may draw the same.
    static OPENED: AtomicU64 = AtomicU64::new(1);
    let rng = SeededRng::new(OPENED.fetch_add(1, Ordering::Relaxed));
    Store::open(at.clone(), InstanceKey::from_bytes(key), Arc::new(rng)).await
}

fn collect(at: &Path, into: &mut Vec<(PathBuf, Vec<u8>)>) {
    let Ok(entries) = std::fs::read_dir(at) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, into);
        } else if let Ok(bytes) = std::fs::read(&path) {
            into.push((path, bytes));
        }
    }
}

/// The server of this test process: a base address, and its data where it was started here.
struct Server {
    base: String,
    data: PathBuf,
    /// The server ends when this pipe closes, which it does when the process ends, however it ends.
    _lifeline: Option<ChildStdin>,
}

/// A fresh, migrated database on a PostgreSQL server: its address, and its server's folder.
pub async fn fresh_postgres() -> Option<(String, PathBuf)> {
    static SERVER: OnceLock<Option<Server>> = OnceLock::new();
    static TEMPLATE: tokio::sync::OnceCell<String> = tokio::sync::OnceCell::const_new();
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let Some(server) = SERVER.get_or_init(server).as_ref() else {
        assert!(
            variable("REQUIRE_PG").is_none_or(|v| v != "1"),
            "REQUIRE_PG=1, but there is no PostgreSQL"
        );
        eprintln!("skipped: no postgres (set AMBERGATE_TEST_PG or install postgresql-15)");
        return None;
    };
    let name = |n: u64| format!("ambergate_{}_{n}", std::process::id());
    let template = TEMPLATE
        .get_or_init(|| async {
            let template = name(COUNT.fetch_add(1, Ordering::Relaxed));
            admin(server, format!("create database {template}")).await;
            let at = DatabaseAt::Postgres(address(&server.base, &template));
            let db = crate::db::Db::connect(&at).await.expect("the template");
            crate::migrate::migrate(&db).await.expect("the migrations");
            db.close().await;
            template
        })
        .await;
    let fresh = name(COUNT.fetch_add(1, Ordering::Relaxed));
    admin(server, format!("create database {fresh} template {template}")).await;
    Some((address(&server.base, &fresh), server.data.clone()))
}

async fn admin(server: &Server, sql: String) {
    let options = sqlx::postgres::PgConnectOptions::from_str(&server.base).expect("the server's address");
    let mut connection = sqlx::PgConnection::connect_with(&options).await.expect("the server");
    sqlx::raw_sql(built(sql))
        .execute(&mut connection)
        .await
        .expect("a database");
    connection.close().await.expect("the end of a connection");
}

/// The base address with another database.
fn address(base: &str, database: &str) -> String {
    let (path, options) = base.split_once('?').unwrap_or((base, ""));
    let host = match path
        .find("://")
        .and_then(|n| path[n + 3..].find('/').map(|m| n + 3 + m))
    {
        Some(slash) => &path[..slash],
        None => path,
    };
    format!("{host}/{database}?{options}")
}

#[expect(
    clippy::disallowed_methods,
    reason = "test support: tests are told of the server by the environment"
)]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

const START: &str = r#"
set -e
trap : INT TERM
folder=$(mktemp -d "${TMPDIR:-/tmp}/ambergate-pg.XXXXXX")
"$1/initdb" -D "$folder/data" -A trust -U ambergate --no-sync -E UTF8 --locale=C >"$folder/initdb.log" 2>&1
"$1/postgres" -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c synchronous_commit=off \
  -c full_page_writes=off -c max_connections=400 -c shared_buffers=64MB >"$folder/log" 2>&1 &
server=$!
tries=0
until "$1/pg_isready" -q -h "$folder"; do
  tries=$((tries + 1)); [ "$tries" -lt 400 ]; sleep 0.05
done
echo "$folder"
read -r end || true
kill -INT "$server"
wait "$server" || true
rm -rf "$folder"
"#;

#[expect(clippy::disallowed_methods, reason = "test support: starts the test server")]
fn server() -> Option<Server> {
    if let Some(base) = variable("AMBERGATE_TEST_PG") {
        return Some(Server {
            base,
            data: PathBuf::from("/nonexistent"),
            _lifeline: None,
        });
    }
    let programs = (11..=18)
        .rev()
        .map(|n| format!("/usr/lib/postgresql/{n}/bin"))
        .find(|p| Path::new(p).join("initdb").exists())?;
    // initdb refuses root: the package brings a person for it.
    let root = std::fs::metadata("/proc/self").is_ok_and(|m| std::os::unix::fs::MetadataExt::uid(&m) == 0);
    let mut command = std::process::Command::new(if root { "setpriv" } else { "sh" });
    if root {
        command.args(["--reuid=postgres", "--regid=postgres", "--clear-groups", "sh"]);
    }
    let mut child = command
        .args(["-c", START, "sh", &programs])
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    let lifeline = child.stdin.take()?;
    let mut folder = String::new();
    BufReader::new(child.stdout.take()?).read_line(&mut folder).ok()?;
    let folder = folder.trim();
    if folder.is_empty() {
        return None;
    }
    let base = format!("postgres://ambergate@localhost/postgres?host={folder}");
    Some(Server {
        base,
        data: Path::new(folder).join("data"),
        _lifeline: Some(lifeline),
    })
}
