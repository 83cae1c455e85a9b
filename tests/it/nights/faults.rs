//! What can go wrong during a run, and what SmartFind does meanwhile.

use super::home::Home;
use super::smartfind::SmartFind;
use crate::support::session;
use fastrand::Rng;
use std::process::{ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Moments are shares of a run's usual time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    None,
    /// sfe-sync and all that it started.
    KillAll(f64),
    /// sfe-sync alone: what it started goes on.
    KillSync(f64),
    /// A program is killed at its n-th rename of a file.
    KillAtRename(u32),
    /// A program's n-th rename fails.
    RenameFails(u32),
    /// A program's n-th flush to the disk fails.
    SyncFails(u32),
    ServerDown,
    ServerDies(f64),
    FolderMissing,
    /// The settings name another folder, for one night.
    FolderChanged,
    DatabaseMissing,
}

/// What SmartFind does while a run goes on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Meanwhile {
    Nothing,
    /// Imports once.
    ImportsAt(f64),
    /// Takes every file as soon as it sees one.
    ImportsAlways,
}

pub fn draw(rng: &mut Rng) -> Fault {
    let moment = rng.f64() * 1.1;
    match rng.u32(..70) {
        0..=5 => Fault::KillAll(moment),
        6..=9 => Fault::KillSync(moment),
        10 | 11 => Fault::KillAtRename(rng.u32(1..6)),
        12 => Fault::RenameFails(rng.u32(1..6)),
        13 => Fault::SyncFails(rng.u32(1..8)),
        14 | 15 => Fault::ServerDown,
        16 | 17 => Fault::ServerDies(moment),
        18 | 19 => Fault::FolderMissing,
        20..=22 => Fault::FolderChanged,
        23 => Fault::DatabaseMissing,
        _ => Fault::None,
    }
}

impl Meanwhile {
    pub fn draw(rng: &mut Rng) -> Self {
        let moment = rng.f64();
        match rng.u32(..100) {
            0..=11 => Meanwhile::ImportsAt(moment),
            12..=17 => Meanwhile::ImportsAlways,
            _ => Meanwhile::Nothing,
        }
    }

    fn act(self, smartfind: &mut SmartFind, usual: Duration, is_over: &AtomicBool) {
        match self {
            Meanwhile::Nothing => {}
            Meanwhile::ImportsAt(moment) => {
                std::thread::sleep(usual.mul_f64(moment));
                smartfind.import();
            }
            Meanwhile::ImportsAlways => {
                while !is_over.load(Ordering::Relaxed) {
                    smartfind.import();
                    std::thread::sleep(Duration::from_micros(300));
                }
            }
        }
    }
}

/// How a disturbed run ended, and what it said.
pub struct Ended {
    pub status: ExitStatus,
    pub said: String,
}

/// One run, in a session of its own, so that all it started can be found.
pub fn run(home: &mut Home, arguments: &[&str], fault: Fault, meanwhile: Meanwhile, usual: Duration) -> Ended {
    let inject = |call: &str, what: &str| {
        vec!["-e".into(), format!("trace={call}"), "-e".into(), format!("inject={call}:{what}")]
    };
    let injected = match fault {
        Fault::KillAtRename(number) => inject("rename,renameat,renameat2", &format!("signal=KILL:when={number}")),
        Fault::RenameFails(number) => inject("rename,renameat,renameat2", &format!("error=EIO:when={number}")),
        Fault::SyncFails(number) => inject("fsync", &format!("error=EIO:when={number}")),
        _ => Vec::new(),
    };
    let mut through = vec!["setsid"];
    if !injected.is_empty() {
        through.extend(["strace", "-f", "-qq", "-o", "/dev/null"]);
        through.extend(injected.iter().map(String::as_str));
    }
    let mut command = home.command(&through, arguments);
    begin(home, fault);
    let said = home.workspace.path("said.txt");
    let output = std::fs::File::create(&said).unwrap();
    let mut child = command.stdout(Stdio::null()).stderr(output).spawn().unwrap();
    let (server, smartfind) = (&mut home.server, &mut home.smartfind);
    let is_over = AtomicBool::new(false);
    let status = std::thread::scope(|scope| {
        scope.spawn(|| meanwhile.act(smartfind, usual, &is_over));
        match fault {
            Fault::KillAll(moment) => {
                std::thread::sleep(usual.mul_f64(moment));
                session::kill(child.id());
            }
            Fault::KillSync(moment) => {
                std::thread::sleep(usual.mul_f64(moment));
                let _ = child.kill();
            }
            Fault::ServerDies(moment) => {
                std::thread::sleep(usual.mul_f64(moment));
                server.go_down();
            }
            _ => {}
        }
        let status = child.wait().unwrap();
        if fault != Fault::None {
            session::wait_for_end(child.id());
            server.wait_until_idle();
        }
        is_over.store(true, Ordering::Relaxed);
        status
    });
    end(home, fault);
    Ended { status, said: std::fs::read_to_string(said).unwrap() }
}

fn begin(home: &mut Home, fault: Fault) {
    let uploads = home.server.uploads();
    match fault {
        Fault::ServerDown => home.server.go_down(),
        Fault::FolderMissing => std::fs::rename(&uploads, uploads.with_file_name("away")).unwrap(),
        Fault::FolderChanged => {
            std::fs::create_dir_all(uploads.with_file_name("upload2")).unwrap();
            home.set("SFE_SFTP_DIR=./upload2\n");
        }
        Fault::DatabaseMissing => std::fs::rename(home.workspace.path("x.db"), home.workspace.path("y.db")).unwrap(),
        _ => {}
    }
}

fn end(home: &mut Home, fault: Fault) {
    let uploads = home.server.uploads();
    match fault {
        Fault::ServerDown | Fault::ServerDies(_) => home.server.come_up(),
        Fault::FolderMissing => std::fs::rename(uploads.with_file_name("away"), uploads).unwrap(),
        Fault::FolderChanged => home.set(""),
        Fault::DatabaseMissing => std::fs::rename(home.workspace.path("y.db"), home.workspace.path("x.db")).unwrap(),
        _ => {}
    }
}
