//! SFTP servers that are not OpenSSH's: rclone and ProFTPD, from Debian's packages.

use super::command::Workspace;
use super::port::Port;
use super::sshd::{find, keygen, user, wait_for_port};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

pub struct OtherServer {
    child: Child,
    port: Port,
    root: PathBuf,
}

impl OtherServer {
    fn start(workspace: &Workspace, command: impl Fn(&Workspace, u16) -> Command) -> Self {
        let root = workspace.path("server/root");
        std::fs::create_dir_all(root.join("upload1")).unwrap();
        if !workspace.path("private.pem").exists() {
            keygen(&workspace.path("private.pem"), &["-t", "rsa", "-b", "2048", "-m", "PEM", "-C", "tests"]);
        }
        std::fs::copy(workspace.path("private.pem.pub"), workspace.path("server/authorized_keys")).unwrap();
        keygen(&workspace.path("server/host_key"), &["-t", "rsa", "-b", "2048", "-m", "PEM", "-C", "host"]);
        let port = Port::reserve();
        let log = std::fs::File::create(workspace.path("server/log")).unwrap();
        let mut child = command(workspace, port.number)
            .stdin(Stdio::null())
            .stdout(log.try_clone().unwrap())
            .stderr(log)
            .spawn()
            .unwrap();
        if !wait_for_port(port.number, &mut child) {
            let _ = child.kill();
            let _ = child.wait();
            panic!("the server does not start: {}", workspace.read("server/log"));
        }
        let public = workspace.read("server/host_key.pub");
        let key = public.split(' ').take(2).collect::<Vec<_>>().join(" ");
        workspace.write("known_hosts", format!("[127.0.0.1]:{} {key}\n", port.number));
        OtherServer { child, port, root }
    }

    pub fn rclone(workspace: &Workspace) -> Self {
        OtherServer::start(workspace, |workspace, port| {
            let mut command = Command::new(find("rclone", "rclone"));
            command
                .args(["serve", "sftp", "--addr", &format!("127.0.0.1:{port}"), "--user", &user()])
                .arg("--key")
                .arg(workspace.path("server/host_key"))
                .arg("--authorized-keys")
                .arg(workspace.path("server/authorized_keys"))
                .args(["--vfs-cache-mode", "writes", "--cache-dir"])
                .arg(workspace.path("server/cache"))
                .arg("--config")
                .arg(workspace.path("server/rclone.conf"))
                .arg(workspace.path("server/root"));
            command
        })
    }

    pub fn proftpd(workspace: &Workspace) -> Self {
        // mod_sftp wants RFC 4716 keys and a user from a file, with the home folder as its root.
        OtherServer::start(workspace, |workspace, port| {
            let folder = workspace.path("server");
            let shown = folder.display();
            let exported = Command::new(find("ssh-keygen", "openssh-client"))
                .args(["-e", "-f"])
                .arg(workspace.path("private.pem.pub"))
                .output()
                .unwrap();
            workspace.write("server/keys", exported.stdout);
            let ids = Command::new("id").args(["-u"]).output().unwrap();
            let id = String::from_utf8(ids.stdout).unwrap().trim().to_string();
            let name = user();
            let passwd = format!("{name}:x:{id}:{id}::{shown}/root:/bin/sh\n");
            let path = workspace.write("server/passwd", passwd);
            std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
            let config = workspace.write(
                "server/proftpd.conf",
                format!(
                    "ServerType standalone\nServerName tests\nDefaultAddress 127.0.0.1\nPort {port}\nSocketBindTight on\n\
                     UseIPv6 off\nWtmpLog off\nTransferLog none\nRootLogin on\nUseFtpUsers off\nRequireValidShell off\n\
                     ScoreboardFile {shown}/scoreboard\nPidFile {shown}/pid\nSystemLog {shown}/system.log\n\
                     DelayTable none\nUser {name}\nGroup root\n\
                     LoadModule mod_sftp.c\nAuthUserFile {shown}/passwd\nAuthOrder mod_auth_file.c\n\
                     SFTPEngine on\nSFTPLog {shown}/sftp.log\nSFTPHostKey {shown}/host_key\n\
                     SFTPAuthMethods publickey\nSFTPAuthorizedUserKeys file:{shown}/keys\nAllowOverwrite on\n"
                ),
            );
            let mut command = Command::new(find("proftpd", "proftpd-core"));
            command.args(["-n", "-q", "-c"]).arg(config);
            command
        })
    }

    pub fn uploads(&self) -> PathBuf {
        self.root.join("upload1")
    }

    pub fn settings(&self) -> [(&'static str, String); 3] {
        [
            ("SFE_SFTP_ADDRESS", format!("127.0.0.1:{}", self.port.number)),
            ("SFE_SFTP_USERNAME", user()),
            ("SFE_SFTP_RETRIES", "0".to_string()),
        ]
    }
}

impl Drop for OtherServer {
    fn drop(&mut self) {
        // Asked nicely first: ProFTPD's sessions are processes of their own, which it ends.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        for _ in 0..500 {
            if self.child.try_wait().is_ok_and(|ended| ended.is_some()) {
                return;
            }
            std::thread::sleep(std::time::Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
