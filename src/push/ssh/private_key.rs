//! The private key that logs in: RSA, ECDSA or Ed25519, in PEM, PKCS#8 or OpenSSH's own format.

use crate::common::exit::{Exit, Failure, Result};
use crate::common::files::{secret, text};
use crate::common::messages;
use openssl::bn::BigNumContext;
use openssl::ec::PointConversionForm;
use openssl::pkey::{Id, PKey, Private};
use ssh_key::public::{EcdsaPublicKey, Ed25519PublicKey, KeyData, RsaPublicKey};
use ssh_key::{HashAlg, LineEnding, Mpint, PrivateKey as OpenSshKey};
use std::path::Path;

/// A key, ready to use.
pub(crate) struct PrivateKey {
    /// The key in a form libssh2 reads, without passphrase; never shown.
    pub text: String,
    /// The public half's SHA-256 fingerprint, as ssh-keygen shows it.
    pub fingerprint: String,
}

impl PrivateKey {
    /// Reads a key file; `passphrase` unlocks it.
    pub(crate) fn load(path: &Path, passphrase: Option<&str>) -> Result<Self> {
        let shown = path.display();
        let config = |message: String| Failure::new(Exit::Config, message);
        let bytes = secret::read(path, "private key")?;
        let text = text::decode(bytes, path, "private key").map_err(|failure| failure.with_exit(Exit::Config))?;
        let key = if text.contains("BEGIN OPENSSH PRIVATE KEY") {
            openssh(&text, passphrase)
        } else {
            pem(&text, passphrase)
        };
        let key = key.map_err(|problem| config(format!("the private key {shown} {problem}")))?;
        messages::detail(format_args!("private key {shown}: {}", key.fingerprint));
        Ok(key)
    }
}

const NO_PASSPHRASE: &str = "has a passphrase, and none is given: set SFE_SFTP_KEY_PASSPHRASE";
const WRONG_PASSPHRASE: &str = "is not unlocked by SFE_SFTP_KEY_PASSPHRASE: the passphrase is wrong";
const NO_KEY: &str = "is no private key in PEM, PKCS#8 or OpenSSH format";
const OTHER_KIND: &str = "is of a type that cannot log in here: RSA, ECDSA and Ed25519 can";

fn openssh(text: &str, passphrase: Option<&str>) -> Result<PrivateKey, &'static str> {
    let mut key = OpenSshKey::from_openssh(text.trim_start()).map_err(|_| NO_KEY)?;
    if key.is_encrypted() {
        key = key.decrypt(passphrase.ok_or(NO_PASSPHRASE)?).map_err(|_| WRONG_PASSPHRASE)?;
    }
    let public = key.public_key();
    if !matches!(public.key_data(), KeyData::Rsa(_) | KeyData::Ecdsa(_) | KeyData::Ed25519(_)) {
        return Err(OTHER_KIND);
    }
    let fingerprint = public.fingerprint(HashAlg::Sha256).to_string();
    Ok(PrivateKey { text: key.to_openssh(LineEnding::LF).map_err(|_| NO_KEY)?.to_string(), fingerprint })
}

fn pem(text: &str, passphrase: Option<&str>) -> Result<PrivateKey, &'static str> {
    let mut asked = false;
    // Without a callback OpenSSL would ask at the terminal, and a cron job has none.
    let key = PKey::private_key_from_pem_callback(text.as_bytes(), |buffer| {
        asked = true;
        let passphrase = passphrase.unwrap_or("").as_bytes();
        let length = passphrase.len().min(buffer.len());
        buffer[..length].copy_from_slice(&passphrase[..length]);
        Ok(length)
    });
    let key = key.map_err(|_| match (asked, passphrase) {
        (true, None) => NO_PASSPHRASE,
        (true, Some(_)) => WRONG_PASSPHRASE,
        (false, _) => NO_KEY,
    })?;
    let public = public_half(&key).ok_or(OTHER_KIND)?;
    let text = key.private_key_to_pem_pkcs8().ok().and_then(|pem| String::from_utf8(pem).ok()).ok_or(NO_KEY)?;
    Ok(PrivateKey { text, fingerprint: public.fingerprint(HashAlg::Sha256).to_string() })
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
