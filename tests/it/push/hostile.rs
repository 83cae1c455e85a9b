//! Servers that never stop sending, or send too slowly: the time-out, the memory and a signal hold all the same.

use super::{command, three_files};
use crate::support::sshd::Sshd;
use crate::support::{Outcome, Workspace, faulty_sftp};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::ExitStatusExt as _;
use std::time::{Duration, Instant};

const TIMEOUT: &str = "1";
/// A time-out in seconds that nothing here waits for.
const LONG: &str = "200";
/// The short time-out, and what starting and ending may take on a busy machine: far less than the long one.
const AT_MOST: Duration = Duration::from_secs(60);

/// A server that does this with every connection; its port.
fn serve(with: impl Fn(TcpStream) + Send + Sync + Clone + 'static) -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let with = with.clone();
            std::thread::spawn(move || with(connection));
        }
    });
    port
}

/// Sends a beginning, and the rest again and again, with a pause each time.
fn endless(beginning: &'static [u8], rest: &'static [u8], pause: Duration) -> u16 {
    serve(move |mut connection| {
        let mut sent = connection.write_all(beginning);
        while sent.is_ok() {
            sent = connection.write_all(rest);
            std::thread::sleep(pause);
        }
    })
}

/// A packet in the clear: "ignore" (2), and one of a type that nobody knows (192).
const IGNORE: [u8; 16] = [0, 0, 0, 12, 6, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
const UNKNOWN: [u8; 16] = [0, 0, 0, 12, 6, 192, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];

#[test]
fn before_the_login_nothing_that_is_sent_holds_it() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let [a, ..] = three_files(&workspace, "new");
    for pause in [Duration::ZERO, Duration::from_millis(20)] {
        for (beginning, rest) in [
            (&b""[..], &b"hello\r\n"[..]),
            (b"", b"hello "),
            (b"SSH-2.0-", b"x"),
            (b"SSH-2.0-x\r\n", &IGNORE),
            (b"SSH-2.0-x\r\n", &UNKNOWN),
        ] {
            let host = format!("127.0.0.1:{}", endless(beginning, rest, pause));
            let shown = format!("{:?} {:?}", String::from_utf8_lossy(beginning), String::from_utf8_lossy(rest));
            let mut push = command(&workspace, &server.settings(), &[&a, "--host", &host, "--timeout", TIMEOUT]);
            let start = Instant::now();
            let outcome = Outcome::of(&mut push, b"").exits(75);
            assert!(start.elapsed() < AT_MOST, "{shown}: {}", outcome.show());
            let mut push = command(&workspace, &server.settings(), &[&a, "--host", &host, "--timeout", LONG]);
            let mut child = push.stderr(std::process::Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(100));
            let start = Instant::now();
            let kill = format!("kill -TERM {}", child.id());
            Outcome::of(workspace.command("bash").args(["-c", &kill]), b"");
            let status = child.wait().unwrap();
            assert!(start.elapsed() < AT_MOST, "{shown}: {:?}", start.elapsed());
            assert!(status.signal() == Some(15) || status.code() == Some(75), "{shown}: {status}");
        }
    }
}

#[test]
fn an_answer_that_trickles_or_never_ends_is_given_up_on() {
    let given_up_on = |fault: &str| {
        let workspace = Workspace::new();
        let server = faulty_sftp::start(&workspace, fault);
        let new = three_files(&workspace, "new");
        // Enough for a busy machine to connect again, and not for an answer that trickles.
        let arguments = [&new.each_ref().map(String::as_str)[..], &["--timeout", "15"]].concat();
        let start = Instant::now();
        let outcome = Outcome::of(&mut command(&workspace, &server.settings(), &arguments), b"");
        let code = outcome.output.status.code();
        assert!(matches!(code, Some(69 | 75)), "{fault}: {}", outcome.show());
        // The temporary files are removed on a new connection.
        assert!(start.elapsed() < Duration::from_secs(120), "{fault}: {:?}", start.elapsed());
        assert!(server.arrived().is_empty(), "{fault}: {:?}", server.arrived());
    };
    // At once, since those that trickle only wait.
    std::thread::scope(|scope| {
        for fault in ["trickle=open", "trickle=write", "trickle=fsetstat"] {
            scope.spawn(move || given_up_on(fault));
        }
    });
    for fault in ["flood=readdir", "flood=lstat"] {
        given_up_on(fault);
    }
}

#[test]
fn what_answers_instead_of_ssh_is_named() {
    let workspace = Workspace::new();
    let server = Sshd::start(&workspace);
    let [a, ..] = three_files(&workspace, "new");
    for (text, exit, said) in [
        (&b"HTTP/1.1 403 Forbidden\r\nServer: filter\r\n\r\n"[..], 69, "a web server or web filter answers there"),
        (b"220 FTP ready\r\n", 69, "220 FTP ready"),
        (b"SSH-1.5-old\r\n", 69, "only version 1 of SSH"),
        (b"SSH-3.0-new\r\n", 69, "version of SSH that is not supported (SSH-3.0-new)"),
        (b"SSH-2.0-x\r\nProtocol mismatch.\n", 75, "should begin: \"Protocol mismatch.\""),
        (b"SSH-2.0-x\r\n<html>Blocked by policy</html>\r\n", 75, "Blocked by policy"),
        (b"Exceeded MaxStartups\r\n", 75, "Exceeded MaxStartups"),
        (b"Not allowed at this time\r\n", 75, "Not allowed at this time"),
    ] {
        let port = serve(move |mut connection| {
            let _ = connection.write_all(text);
            // Some wait for an answer, one hangs up on the answer, and some at once.
            if text.starts_with(b"SSH") {
                let _ = connection.read(&mut [0; 64]);
            } else if exit == 69 {
                let _ = connection.read_to_end(&mut Vec::new());
            }
        });
        let host = format!("127.0.0.1:{port}");
        let start = Instant::now();
        let mut push = command(&workspace, &server.settings(), &[&a, "--host", &host, "--timeout", LONG]);
        Outcome::of(&mut push, b"").exits(exit).says(said);
        assert!(start.elapsed() < AT_MOST, "{said}");
    }
}
