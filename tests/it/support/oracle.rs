//! ps-extract against the stand-ins for Oracle: the same answer and the same trouble for either driver.

use super::command::{project, set_mode};
use super::{Outcome, Workspace};
use crate::stand_ins::answer::{Answer, At, PASSWORD, SERVICE, Trouble, USER};
use crate::stand_ins::listener::{Listener, Plan};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The drivers, as `--driver` has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Driver {
    Thick,
    Thin,
}

pub const DRIVERS: [Driver; 2] = [Driver::Thick, Driver::Thin];

/// A server that is a stand-in, and the folder that ps-extract runs in.
pub struct Oracle {
    pub workspace: Workspace,
    driver: Driver,
    listener: Option<Listener>,
}

impl Oracle {
    pub fn new(driver: Driver, answer: &str, trouble: Option<(At, Trouble)>) -> Self {
        let workspace = Workspace::new();
        workspace.write("password", format!("{PASSWORD}\n"));
        set_mode(workspace.path("password"), 0o600);
        workspace.write("q.sql", "SELECT 1 FROM dual");
        let listener = match driver {
            Driver::Thin => Some(Listener::start(Plan { answer: Answer::parse(answer), trouble, ..Plan::default() })),
            Driver::Thick => {
                workspace.write("answer", answer);
                if let Some((at, trouble)) = trouble {
                    workspace.write("trouble", written(at, trouble));
                }
                None
            }
        };
        Oracle { workspace, driver, listener }
    }

    pub fn database(&self) -> String {
        self.listener.as_ref().map_or_else(|| format!("db.example:1521/{SERVICE}"), Listener::database)
    }

    /// ps-extract with all it needs in its environment, where an argument takes precedence over it.
    pub fn command(&self) -> Command {
        let mut command = self.workspace.command("ps-extract");
        command.env("POWERSCHOOL_PROD_DB", self.database()).env("POWERSCHOOL_READ_USER", USER);
        command.env("POWERSCHOOL_DB_PASSWORD_FILE", "password").env("PS_EXTRACT_QUERY", "q.sql");
        match self.driver {
            Driver::Thin => command.env("PS_EXTRACT_DRIVER", "thin"),
            Driver::Thick => command
                .env("PS_EXTRACT_DRIVER", "thick")
                .env("ORACLE_CLIENT_LIB_DIR", client_library())
                .env("ORACLE_STAND_IN", self.workspace.path("")),
        };
        command
    }

    pub fn extract(&self, arguments: &[&str]) -> Outcome {
        Outcome::of(self.command().args(arguments), b"")
    }

    /// What was executed last.
    pub fn statement(&self) -> String {
        match &self.listener {
            Some(listener) => listener.statement(),
            None => self.workspace.read("statement"),
        }
    }

    /// All that was executed.
    pub fn statements(&self) -> Vec<String> {
        match &self.listener {
            Some(listener) => listener.statements(),
            None => self.workspace.read("statements").lines().map(String::from).collect(),
        }
    }

    /// How many round trips there were, where there is a server.
    pub fn round_trips(&self) -> usize {
        self.listener.as_ref().map_or(0, Listener::round_trips)
    }
}

fn written(at: At, trouble: Trouble) -> String {
    let at = match at {
        At::Connect => "connect".to_string(),
        At::LogIn => "log-in".to_string(),
        At::Execute => "execute".to_string(),
        At::Row(row) => row.to_string(),
        At::LogOff => "log-off".to_string(),
        At::Begin => "begin".to_string(),
    };
    match trouble {
        Trouble::Error(code) => format!("{at} {code}"),
        Trouble::Cut => format!("{at} cut"),
        Trouble::Silence => format!("{at} silence"),
        Trouble::Odd => format!("{at} odd"),
    }
}

/// An answer of so many rows of one number.
pub fn numbers(count: usize) -> String {
    let rows: String = (1..=count).map(|number| format!("{number}\n")).collect();
    format!("N NUMBER\n{rows}")
}

/// The folder of the stand-in for Oracle's client library, built at its first use.
pub fn client_library() -> &'static Path {
    static BUILT: OnceLock<PathBuf> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = built("libnnz19.so", "client_library/second_library.rs", None);
        built("libclntsh.so", "client_library/lib.rs", Some(&folder));
        folder
    })
}

/// Compiles one of the stand-ins to a shared library; the folder it is in.
pub fn built(library: &str, source: &str, needs: Option<&Path>) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("client_library");
    std::fs::create_dir_all(&folder).unwrap();
    let unfinished = folder.join(format!("{library}.{}", std::process::id()));
    let source = project().join("tests/stand_ins").join(source);
    let mut compiler = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
    compiler.args(["--edition", "2024", "--crate-type", "cdylib", "-D", "warnings", "-o"]).arg(&unfinished).arg(source);
    if let Some(folder) = needs {
        compiler.arg("-L").arg(folder);
    }
    let output = compiler.output().expect("rustc, which built these tests, must be there to build the stand-ins");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    // Another run of the tests may be using the one that is there.
    std::fs::rename(unfinished, folder.join(library)).unwrap();
    folder
}
