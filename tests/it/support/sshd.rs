//! OpenSSH's server on loopback, with keys of its own.

use super::command::{Outcome, Workspace};
use super::connections;
use super::port::Port;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

pub fn wait_for_port(port: u16, child: &mut Child) -> bool {
    let give_up = Instant::now() + Duration::from_secs(60);
    while Instant::now() < give_up {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return true;
        }
        if child.try_wait().unwrap().is_some() {
            return false;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    false
}

/// Finds a program that may be in a folder only root has on PATH.
pub fn find(name: &str, package: &str) -> PathBuf {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(["/usr/sbin", "/sbin", "/usr/lib/openssh"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|program| program.is_file())
        .unwrap_or_else(|| panic!("{name} is missing: apt-get install {package}"))
}

pub fn keygen(path: &Path, arguments: &[&str]) {
    let _ = std::fs::remove_file(path);
    let mut command = Command::new(find("ssh-keygen", "openssh-client"));
    command.args(["-q", "-f"]).arg(path).args(arguments);
    if !arguments.contains(&"-N") {
        command.args(["-N", ""]);
    }
    Outcome::of(&mut command, b"").exits(0);
}

pub fn user() -> String {
    let output = Command::new("id").arg("-un").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_string()
}

/// What differs from one server to the next.
pub struct Options {
    /// Types of host keys, as ssh-keygen names them.
    pub host_keys: Vec<&'static str>,
    /// The SFTP subsystem, if any; `{root}` is replaced by the server's folder.
    pub subsystem: String,
    /// More lines of sshd_config.
    pub more: String,
}

impl Default for Options {
    fn default() -> Self {
        Options { host_keys: vec!["ed25519"], subsystem: "internal-sftp -d {root}".into(), more: String::new() }
    }
}

pub struct Sshd {
    child: Child,
    pub port: u16,
    reserved: Port,
    folder: PathBuf,
}

impl Sshd {
    /// A server in the workspace, and in it `private.pem` and `known_hosts` that fit.
    pub fn start(workspace: &Workspace) -> Self {
        Sshd::start_with(workspace, Options::default())
    }

    pub fn start_with(workspace: &Workspace, options: Options) -> Self {
        let folder = workspace.path("server");
        let root = folder.join("root");
        std::fs::create_dir_all(root.join("upload1")).unwrap();
        let mut host_keys = String::new();
        for kind in &options.host_keys {
            let path = folder.join(format!("host_{kind}"));
            if !path.exists() {
                keygen(&path, &["-t", kind, "-C", "host"]);
            }
            host_keys += &format!("HostKey {}\n", path.display());
        }
        let key = workspace.path("private.pem");
        if !key.exists() {
            keygen(&key, &["-t", "ed25519", "-C", "tests"]);
        }
        std::fs::copy(workspace.path("private.pem.pub"), folder.join("authorized_keys")).unwrap();
        let subsystem = options.subsystem.replace("{root}", root.to_str().unwrap());
        let subsystem = if subsystem.is_empty() { subsystem } else { format!("Subsystem sftp {subsystem}") };
        let port = Port::reserve();
        let config = format!(
            "ListenAddress 127.0.0.1:{}\n{host_keys}AuthorizedKeysFile {}\nPidFile none\nStrictModes no\nUsePAM no\n\
             MaxStartups 500\n{subsystem}\n{}\n",
            port.number,
            folder.join("authorized_keys").display(),
            options.more
        );
        workspace.write("server/sshd_config", config);
        std::fs::write(folder.join("log"), "").unwrap();
        let server = Sshd { child: listen(&folder, &port), port: port.number, reserved: port, folder };
        workspace.write("known_hosts", server.known_hosts_lines());
        server
    }

    /// Ends the server, but no connection that it has.
    pub fn go_down(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Starts the server again, at the same port.
    pub fn come_up(&mut self) {
        self.child = listen(&self.folder, &self.reserved);
    }

    /// Waits until no connection is left, and what one had begun is done.
    pub fn wait_until_idle(&self) {
        let (start, [log, root]) = (Instant::now(), ["log", "root"].map(|name| self.folder.join(name)));
        while connections::are_served(self.child.id(), &log, &root) {
            assert!(start.elapsed() < Duration::from_secs(60), "a connection goes on");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// A host key's type and base64 text.
    pub fn host_key(&self, kind: &str) -> String {
        let text = std::fs::read_to_string(self.folder.join(format!("host_{kind}.pub"))).unwrap();
        text.split(' ').take(2).collect::<Vec<_>>().join(" ")
    }

    pub fn name(&self) -> String {
        format!("[127.0.0.1]:{}", self.port)
    }

    fn known_hosts_lines(&self) -> String {
        ["ed25519", "ecdsa", "rsa"]
            .iter()
            .filter(|kind| self.folder.join(format!("host_{kind}")).exists())
            .map(|kind| format!("{} {}\n", self.name(), self.host_key(kind)))
            .collect()
    }

    pub fn uploads(&self) -> PathBuf {
        self.folder.join("root/upload1")
    }

    /// The files that arrived, oldest first, as an importer sees them.
    pub fn arrived(&self) -> Vec<String> {
        let mut files: Vec<_> = std::fs::read_dir(self.uploads())
            .unwrap()
            .map(|entry| entry.unwrap())
            .map(|entry| (entry.metadata().unwrap().modified().unwrap(), entry.file_name().into_string().unwrap()))
            .collect();
        files.sort();
        files.into_iter().map(|(_, name)| name).collect()
    }

    /// sfe-push's settings for this server.
    pub fn settings(&self) -> [(&'static str, String); 3] {
        [
            ("SFE_SFTP_ADDRESS", format!("127.0.0.1:{}", self.port)),
            ("SFE_SFTP_USERNAME", user()),
            ("SFE_SFTP_RETRIES", "0".to_string()),
        ]
    }
}

/// From 9.8 on sshd refuses an address for a while that failed to log in or was cut off, which tests do all the time;
/// the option that it does without is an error to older ones.
fn without_penalties(folder: &Path) -> &'static [&'static str] {
    const OPTION: [&str; 2] = ["-o", "PerSourcePenalties=no"];
    static KNOWN: OnceLock<bool> = OnceLock::new();
    let is_known = KNOWN.get_or_init(|| {
        let mut command = Command::new(find("sshd", "openssh-server"));
        command.args(["-t", "-f"]).arg(folder.join("sshd_config")).args(OPTION);
        command.output().unwrap().status.success()
    });
    if *is_known { &OPTION } else { &[] }
}

/// Starts a server with the settings in its folder, and waits until it listens.
fn listen(folder: &Path, port: &Port) -> Child {
    let log = std::fs::File::options().append(true).open(folder.join("log")).unwrap();
    let mut command = Command::new(find("sshd", "openssh-server"));
    command.args(["-D", "-e", "-f"]).arg(folder.join("sshd_config")).args(without_penalties(folder));
    let mut child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(log).spawn().unwrap();
    if !wait_for_port(port.number, &mut child) {
        let _ = child.kill();
        let _ = child.wait();
        panic!("sshd does not start: {}", std::fs::read_to_string(folder.join("log")).unwrap_or_default());
    }
    child
}

impl Drop for Sshd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
