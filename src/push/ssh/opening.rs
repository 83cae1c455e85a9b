//! What a server that does not begin as SSH does says instead.

use super::errors::shorten;
use crate::common::exit::{Exit, Failure};

/// What the first bytes say.
#[derive(Debug, PartialEq, Eq)]
enum Opening {
    /// Nothing, or SSH in a version that we speak.
    Ssh,
    /// SSH, but version 1 only.
    OldSsh(String),
    /// SSH in a version that nobody speaks yet.
    NewSsh(String),
    /// Another protocol, which no retry turns into SSH.
    Other(&'static str, String),
    /// Text, such as a refusal under load.
    Text(String),
}

fn read(bytes: &[u8]) -> Opening {
    // An alert of TLS, whatever its version.
    if bytes.starts_with(&[0x15, 3]) {
        return Opening::Other("a TLS server, such as a web server", "an alert of TLS".to_string());
    }
    let text = String::from_utf8_lossy(bytes);
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.next().map(str::to_string);
    let version = first.iter().map(String::as_str).chain(lines).find(|line| line.starts_with("SSH-"));
    match (version, &first) {
        (Some(version), _) if version.starts_with("SSH-1.") && !version.starts_with("SSH-1.99") => {
            Opening::OldSsh(version.to_string())
        }
        (Some(version), _) if !["SSH-2.", "SSH-1.99"].iter().any(|known| version.starts_with(known)) => {
            Opening::NewSsh(version.to_string())
        }
        (Some(_), _) => after_version(bytes).map_or(Opening::Ssh, Opening::Text),
        (None, None) => Opening::Ssh,
        (None, Some(line)) => {
            let code = line.get(..3).filter(|code| code.bytes().all(|byte| byte.is_ascii_digit()));
            let separated = line.get(3..).is_some_and(|rest| rest.starts_with([' ', '-']));
            match code.filter(|_| separated) {
                _ if line.starts_with("HTTP/") || line.starts_with('<') => {
                    Opening::Other("a web server or web filter", line.clone())
                }
                Some(code) if code.starts_with(['2', '5']) => Opening::Other("an FTP or mail server", line.clone()),
                _ => Opening::Text(line.clone()),
            }
        }
    }
}

/// The text that follows the version, where SSH's first packet should: its length begins with a zero byte.
fn after_version(bytes: &[u8]) -> Option<String> {
    let is_version = |line: &&[u8]| line.trim_ascii_start().starts_with(b"SSH-");
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n').skip_while(|line| !is_version(line)).skip(1);
    let is_text = |line: &&[u8]| line.first().is_some_and(|byte| *byte != 0);
    let line = lines.by_ref().take_while(is_text).find(|line| !line.trim_ascii().is_empty())?;
    Some(String::from_utf8_lossy(line).trim().to_string())
}

/// The failure of `what` that the first bytes explain, if they do.
pub(crate) fn failure(bytes: &[u8], what: &str) -> Option<Failure> {
    match read(bytes) {
        Opening::Ssh => None,
        Opening::OldSsh(version) => Some(Failure::new(
            Exit::Service,
            format!(
                "{what}: the server speaks only version 1 of SSH ({}), which is not safe and not supported",
                shorten(&version)
            ),
        )),
        Opening::NewSsh(version) => Some(Failure::new(
            Exit::Service,
            format!("{what}: the server speaks a version of SSH that is not supported ({})", shorten(&version)),
        )),
        Opening::Other(kind, line) => Some(Failure::new(
            Exit::Service,
            format!(
                "{what}: {kind} answers there, not SSH: {:?}; are the server and the port (SFE_SFTP_ADDRESS, \
                 SFE_SFTP_PORT) right, and may this machine reach them?",
                shorten(&line)
            ),
        )),
        Opening::Text(line) => Some(Failure::new(
            Exit::Temporary,
            format!("{what}: the server sends text where SSH should begin: {:?}", shorten(&line)),
        )),
    }
}

/// Whether SSH has begun.
pub(crate) fn is_ssh(bytes: &[u8]) -> bool {
    !bytes.is_empty() && read(bytes) == Opening::Ssh
}

/// Whether what has arrived so far is another protocol, so that waiting for SSH is of no use.
pub(crate) fn is_other_protocol(bytes: &[u8]) -> bool {
    (bytes.contains(&b'\n') || bytes.first() == Some(&0x15)) && matches!(read(bytes), Opening::Other(..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_is_recognized_by_its_first_line() {
        let line = |text: &str| text.to_string();
        for (text, opening) in [
            ("", Opening::Ssh),
            ("SSH-2.0-OpenSSH_9.2\r\n", Opening::Ssh),
            ("Welcome\r\nSSH-1.99-old\r\n", Opening::Ssh),
            ("SSH-1.5-Cisco-1.25\n", Opening::OldSsh(line("SSH-1.5-Cisco-1.25"))),
            ("SSH-2.0-x\r\nProtocol mismatch.\n", Opening::Text(line("Protocol mismatch."))),
            ("Hi\nSSH-2.0-x\n\nsorry", Opening::Text(line("sorry"))),
            ("SSH-2.0-x\r\n\0\0\u{1}\u{2}\u{6}\u{14}text\n", Opening::Ssh),
            ("SSH-3.0-x\r\n", Opening::NewSsh(line("SSH-3.0-x"))),
            ("HTTP/1.1 400 Bad Request\r\n\r\n", {
                Opening::Other("a web server or web filter", line("HTTP/1.1 400 Bad Request"))
            }),
            ("220-FileZilla Server\r\n", Opening::Other("an FTP or mail server", line("220-FileZilla Server"))),
            ("421 Too many users\r\n", Opening::Text(line("421 Too many users"))),
            ("Exceeded MaxStartups\r\n", Opening::Text(line("Exceeded MaxStartups"))),
            ("2é", Opening::Text(line("2é"))),
            ("\u{15}\u{3}\u{1}\0\u{2}\u{2}F", {
                Opening::Other("a TLS server, such as a web server", line("an alert of TLS"))
            }),
        ] {
            assert_eq!(read(text.as_bytes()), opening, "{text}");
        }
    }
}
