//! The text of a private key as people paste it, and what it is when it is none.

use crate::common::files::text::is_utf16;

/// How OpenSSH labels keys in its own format.
pub(crate) const OPENSSH: &str = "OPENSSH PRIVATE KEY";

/// The first private key in the text, as a strict reader wants it: lines of equal length without blanks at their ends,
/// and nothing before or after. `None` when there is no such key.
pub(crate) fn private_key(text: &str) -> Option<String> {
    let mut lines = text.lines().map(str::trim).skip_while(|line| label(line, "BEGIN").is_none());
    let begin = lines.next()?;
    let label = label(begin, "BEGIN")?;
    let end = format!("-----END {label}-----");
    let (mut headers, mut body) = (String::new(), String::new());
    for line in lines {
        if line == end {
            let width = if label == OPENSSH { 70 } else { 64 };
            return Some(format!("{begin}\n{}{}{end}\n", with_blank_line(headers), wrap(&body, width)));
        }
        // RFC 1421: fields of a header come first.
        if body.is_empty() && line.contains(':') {
            headers.extend([line, "\n"]);
        } else {
            body.extend(line.split_whitespace());
        }
    }
    None
}

fn with_blank_line(headers: String) -> String {
    if headers.is_empty() { headers } else { headers + "\n" }
}

fn wrap(body: &str, width: usize) -> String {
    let mut wrapped = String::with_capacity(body.len() + body.len() / width + 1);
    for (index, c) in body.chars().enumerate() {
        if index > 0 && index % width == 0 {
            wrapped.push('\n');
        }
        wrapped.push(c);
    }
    wrapped + "\n"
}

/// What kind of private key a line begins or ends.
fn label<'l>(line: &'l str, edge: &str) -> Option<&'l str> {
    let label = line.strip_prefix("-----")?.strip_prefix(edge)?.strip_prefix(' ')?.strip_suffix("-----")?;
    label.ends_with("PRIVATE KEY").then_some(label)
}

/// What a file is that holds no private key in a form that is read here, and the command that makes one of it.
/// `shown` is the file's name.
pub(crate) fn describe(bytes: &[u8], shown: &str) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let convert = |what: &str, command: String| {
        format!("is {what}; convert it: {command}; then chmod 600 converted.pem, and name it in SFE_SFTP_KEY")
    };
    let public = |what: &str| {
        format!("is {what}, which is for the server; the private key is the other file of the pair, without .pub")
    };
    let first = text.lines().next().unwrap_or("").trim();
    let kind = first.split_whitespace().next().unwrap_or("");
    let has = |what: &str| text.contains(what);
    if is_utf16(bytes) || looks_like_utf16(bytes) {
        let command = format!("iconv -f UTF-16 -t UTF-8 {shown} > converted.pem");
        convert("UTF-16 text, as Windows programs save it", command)
    } else if first.starts_with("PuTTY-User-Key-File-") {
        convert("a PuTTY key", format!("puttygen {shown} -O private-openssh -o converted.pem"))
    } else if has("---- BEGIN SSH2 PUBLIC KEY ----") {
        public("a public key (RFC 4716)")
    } else if has("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----") || has("---- BEGIN SSH2 PRIVATE KEY ----") {
        convert("an ssh.com key", format!("ssh-keygen -i -f {shown} > converted.pem"))
    } else if has("PUBLIC KEY-----") || ["ssh-", "ecdsa-sha2-", "sk-"].iter().any(|start| kind.starts_with(start)) {
        public("a public key")
    } else if has("-----BEGIN CERTIFICATE") {
        "holds a certificate and no private key; the private key is another file".to_string()
    } else if bytes.first() == Some(&0x30) && std::str::from_utf8(bytes).is_err() {
        match openssl::pkcs12::Pkcs12::from_der(bytes) {
            Ok(_) => {
                let command = format!("openssl pkcs12 -in {shown} -nocerts -nodes -out converted.pem");
                convert("a PKCS#12 file (.pfx, .p12)", command)
            }
            Err(_) => {
                let command = format!("openssl pkey -inform DER -in {shown} -out converted.pem");
                convert("a key in DER, the binary form", command)
            }
        }
    } else {
        "is not a private key in PEM, PKCS#8 or OpenSSH format, or a part of it is missing".to_string()
    }
}

/// Text without a byte order mark in which every second byte is zero.
fn looks_like_utf16(bytes: &[u8]) -> bool {
    let pairs = || bytes.chunks_exact(2).take(32);
    bytes.len() >= 16
        && (pairs().all(|pair| pair[0] == 0 && pair[1] != 0) || pairs().all(|pair| pair[1] == 0 && pair[0] != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_what_was_pasted() {
        let body = "A".repeat(70);
        let key = format!("-----BEGIN {OPENSSH}-----\n{body}\nBBBB\n-----END {OPENSSH}-----\n");
        for text in [
            key.clone(),
            key.replace('\n', "  \n\n"),
            key.replace("\nBBBB", "BBBB"),
            key.lines().map(|line| format!("    {line}\n")).collect(),
            format!("Here it is:\n{key}ssh-ed25519 AAAA me\n"),
            format!("-----BEGIN EC PARAMETERS-----\nXX\n-----END EC PARAMETERS-----\n{key}"),
        ] {
            assert_eq!(private_key(&text).as_ref(), Some(&key), "{text}");
        }
        let locked = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00FF\n\nAAAA\n\
                      -----END RSA PRIVATE KEY-----\n";
        assert_eq!(private_key(locked).as_deref(), Some(locked));
        assert_eq!(private_key(&locked.replace('\n', "\r\n")).as_deref(), Some(locked));
        for text in ["", "-----BEGIN PUBLIC KEY-----\nAA\n-----END PUBLIC KEY-----\n", &key[..60]] {
            assert_eq!(private_key(text), None, "{text}");
        }
    }
}
