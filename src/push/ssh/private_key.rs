//! The private key that logs in: RSA, ECDSA or Ed25519, in PEM, PKCS#8 or OpenSSH's own format.

use super::{key_text, short_number};
use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::{secret, text};
use crate::common::messages;
use openssl::bn::BigNumContext;
use openssl::ec::PointConversionForm;
use openssl::nid::Nid;
use openssl::pkey::{Id, PKey, Private};
use ssh_key::public::{EcdsaPublicKey, Ed25519PublicKey, KeyData, RsaPublicKey};
use ssh_key::{HashAlg, LineEnding, Mpint, PrivateKey as OpenSshKey};
use std::fmt::Display;
use std::path::Path;

/// A key, ready to use.
pub(crate) struct PrivateKey {
    /// The key in a form libssh2 reads, without passphrase; never shown.
    pub text: String,
    /// The public key's SHA-256 fingerprint, as ssh-keygen shows it.
    pub fingerprint: String,
}

impl PrivateKey {
    /// Reads a key file; `passphrase` unlocks it.
    pub(crate) fn load(path: &Path, passphrase: Option<&str>) -> Result<Self> {
        let shown = path.display();
        let config = |message: String| Failure::new(Exit::Config, message);
        let bytes = secret::read(path, "private key")?;
        let text = key_text::private_key(&text::plain(&String::from_utf8_lossy(&bytes)));
        let text = text.ok_or_else(|| {
            config(format!("the private key {shown} {}", key_text::describe(&bytes, &shown.to_string())))
        })?;
        let key = if text.contains(key_text::OPENSSH) { openssh(&text, passphrase) } else { pem(&text, passphrase) };
        let key = key.map_err(|problem| config(format!("the private key {shown} {}", problem.describe(&shown))))?;
        messages::detail(format_args!("private key {shown}: {}", key.fingerprint));
        Ok(key)
    }
}

/// The ciphers of OpenSSH's format that can be unlocked here.
const CIPHERS: [&str; 10] = [
    "none",
    "aes128-cbc",
    "aes192-cbc",
    "aes256-cbc",
    "aes128-ctr",
    "aes192-ctr",
    "aes256-ctr",
    "aes128-gcm@openssh.com",
    "aes256-gcm@openssh.com",
    "chacha20-poly1305@openssh.com",
];

/// The curves that SSH has (RFC 5656).
const CURVES: [Nid; 3] = [Nid::X9_62_PRIME256V1, Nid::SECP384R1, Nid::SECP521R1];

/// Why a key cannot be used.
enum Problem {
    NoPassphrase,
    WrongPassphrase,
    /// The cipher's name, where the file tells it, and what encrypts the key with another one.
    UnknownCipher(String, &'static str),
    Damaged,
    OtherKind,
}

impl Problem {
    fn describe(&self, shown: impl Display) -> String {
        match self {
            Problem::NoPassphrase => "has a passphrase, and none is given: set SFE_SFTP_KEY_PASSPHRASE".to_string(),
            Problem::WrongPassphrase => {
                "is not unlocked by SFE_SFTP_KEY_PASSPHRASE: the passphrase is wrong".to_string()
            }
            Problem::UnknownCipher(cipher, command) => {
                format!("is encrypted with {cipher}, which is not read here; use another cipher: {command} {shown}")
            }
            Problem::Damaged => "is damaged: a part of it is missing or changed; copy the file again".to_string(),
            Problem::OtherKind => "is of a type that SSH servers do not take; RSA, Ed25519 and ECDSA keys with the \
                                   curve P-256, P-384 or P-521 can be used"
                .to_string(),
        }
    }
}

fn openssh(text: &str, passphrase: Option<&str>) -> Result<PrivateKey, Problem> {
    if let Some(cipher) = cipher_name(text).filter(|cipher| !CIPHERS.contains(&cipher.as_str())) {
        return Err(Problem::UnknownCipher(format!("the cipher {cipher}"), "ssh-keygen -p -Z aes256-ctr -f"));
    }
    let as_pem = |problem: Problem| match short_number::to_pem(text, passphrase) {
        Some(text) => pem(&text, None),
        None => Err(problem),
    };
    let Ok(mut key) = OpenSshKey::from_openssh(text) else { return as_pem(Problem::Damaged) };
    if key.is_encrypted() {
        let Ok(unlocked) = key.decrypt(passphrase.ok_or(Problem::NoPassphrase)?) else {
            return as_pem(Problem::WrongPassphrase);
        };
        key = unlocked;
    }
    let public = key.public_key();
    if !matches!(public.key_data(), KeyData::Rsa(_) | KeyData::Ecdsa(_) | KeyData::Ed25519(_)) {
        return Err(Problem::OtherKind);
    }
    let fingerprint = public.fingerprint(HashAlg::Sha256).to_string();
    let text = key.to_openssh(LineEnding::LF).map_err(|_| Problem::Damaged)?.to_string();
    Ok(PrivateKey { text, fingerprint })
}

/// The cipher that a key in OpenSSH's format names.
fn cipher_name(text: &str) -> Option<String> {
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let bytes = openssl::base64::decode_block(&body).ok()?;
    let (length, rest) = bytes.strip_prefix(b"openssh-key-v1\0")?.split_first_chunk()?;
    let name = rest.get(..usize::try_from(u32::from_be_bytes(*length)).ok()?)?;
    Some(String::from_utf8_lossy(name).into_owned()).filter(|name| name.len() < 64)
}

fn pem(text: &str, passphrase: Option<&str>) -> Result<PrivateKey, Problem> {
    let mut asked = false;
    // Without a callback OpenSSL would ask at the terminal, and a cron job has none.
    let key = PKey::private_key_from_pem_callback(text.as_bytes(), |buffer| {
        asked = true;
        let passphrase = passphrase.unwrap_or("").as_bytes();
        let length = passphrase.len().min(buffer.len());
        buffer[..length].copy_from_slice(&passphrase[..length]);
        Ok(length)
    });
    let key = key.map_err(|errors| match (asked, passphrase) {
        (true, None) => Problem::NoPassphrase,
        _ if errors.errors().iter().any(is_unknown_cipher) => Problem::UnknownCipher(
            "an old cipher".to_string(),
            "openssl pkey -provider legacy -provider default -aes256 -out converted.pem -in",
        ),
        (true, Some(_)) => Problem::WrongPassphrase,
        (false, _) => Problem::Damaged,
    })?;
    let public = public_half(&key).ok_or(Problem::OtherKind)?;
    // A key without a passphrase is good as it is, and writing it anew is a tenth of a connection's work.
    let text = match asked {
        true => key.private_key_to_pem_pkcs8().ok().and_then(|pem| String::from_utf8(pem).ok()),
        false => Some(text.to_string()),
    };
    let fingerprint = public.fingerprint(HashAlg::Sha256).to_string();
    Ok(PrivateKey { text: text.ok_or(Problem::Damaged)?, fingerprint })
}

/// Whether OpenSSL does not know the cipher, as opposed to the passphrase being wrong.
fn is_unknown_cipher(error: &openssl::error::Error) -> bool {
    error.library() == Some("digital envelope routines") && error.reason() == Some("unsupported")
        || error.reason() == Some("unsupported encryption")
}

fn public_half(key: &PKey<Private>) -> Option<KeyData> {
    match key.id() {
        Id::RSA => {
            let rsa = key.rsa().ok()?;
            let number = |bytes: Vec<u8>| Mpint::from_positive_bytes(&bytes);
            Some(RsaPublicKey::new(number(rsa.e().to_vec()), number(rsa.n().to_vec())).ok()?.into())
        }
        Id::EC => {
            let ec = key.ec_key().ok()?;
            let mut context = BigNumContext::new().ok()?;
            if !CURVES.contains(&ec.group().curve_name()?) {
                return None;
            }
            let point = ec.public_key().to_bytes(ec.group(), PointConversionForm::UNCOMPRESSED, &mut context).ok()?;
            Some(EcdsaPublicKey::from_sec1_bytes(&point).ok()?.into())
        }
        Id::ED25519 => {
            let raw: [u8; 32] = key.raw_public_key().ok()?.try_into().ok()?;
            Some(Ed25519PublicKey(raw).into())
        }
        _ => None,
    }
}
