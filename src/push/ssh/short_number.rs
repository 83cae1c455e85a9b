//! ECDSA keys in OpenSSH's format whose number has fewer bytes than the curve: one in 256 of P-256. OpenSSH leaves out
//! leading zeros, and the crate `ssh-key` insists on 32 bytes, so such a key is taken apart here and read as PEM.

use openssl::bn::{BigNum, BigNumContext};
use openssl::ec::{EcGroup, EcKey, EcPoint};
use openssl::nid::Nid;
use openssl::pkey::PKey;
use ssh_key::PrivateKey as OpenSshKey;
use ssh_key::encoding::Decode as _;
use ssh_key::private::KeypairData;

/// How a file in OpenSSH's format begins (PROTOCOL.key of OpenSSH).
const MAGIC: &[u8] = b"openssh-key-v1\0";

/// The key as PEM without a passphrase; `None` when it is no such key, or is not unlocked by the passphrase.
pub(crate) fn to_pem(text: &str, passphrase: Option<&str>) -> Option<String> {
    let body: String = text.lines().filter(|line| !line.starts_with('-')).collect();
    let bytes = openssl::base64::decode_block(&body).ok()?;
    let mut fields = bytes.strip_prefix(MAGIC)?;
    let cipher = bytes_of(&mut fields)?;
    let (_derivation, _options) = (bytes_of(&mut fields)?, bytes_of(&mut fields)?);
    let (_count, _public) = (u32::decode(&mut fields).ok()?, bytes_of(&mut fields)?);
    let private = match cipher.as_slice() {
        b"none" => bytes_of(&mut fields)?,
        _ => decrypt(text, passphrase?)?,
    };
    let mut fields = private.as_slice();
    // Two numbers that are the same when the passphrase is right.
    if u32::decode(&mut fields).ok()? != u32::decode(&mut fields).ok()? {
        return None;
    }
    let (_algorithm, curve) = (bytes_of(&mut fields)?, bytes_of(&mut fields)?);
    let curve = match curve.as_slice() {
        b"nistp256" => Nid::X9_62_PRIME256V1,
        b"nistp384" => Nid::SECP384R1,
        b"nistp521" => Nid::SECP521R1,
        _ => return None,
    };
    let (point, number) = (bytes_of(&mut fields)?, bytes_of(&mut fields)?);
    let group = EcGroup::from_curve_name(curve).ok()?;
    let point = EcPoint::from_bytes(&group, &point, &mut *BigNumContext::new().ok()?).ok()?;
    let number = BigNum::from_slice(&number).ok()?;
    let key = EcKey::from_private_components(&group, &number, &point).ok()?;
    key.check_key().ok()?;
    String::from_utf8(PKey::from_ec_key(key).ok()?.private_key_to_pem_pkcs8().ok()?).ok()
}

fn bytes_of(fields: &mut &[u8]) -> Option<Vec<u8>> {
    Vec::decode(fields).ok()
}

/// What is locked. The ciphers that prove what they have unlocked are not among ssh-keygen's defaults.
fn decrypt(text: &str, passphrase: &str) -> Option<Vec<u8>> {
    let key = OpenSshKey::from_openssh(text).ok()?;
    let KeypairData::Encrypted(locked) = key.key_data() else { return None };
    let (secret, start) = key.kdf().derive_key_and_iv(key.cipher(), passphrase).ok()?;
    let mut bytes = locked.clone();
    key.cipher().decrypt(&secret, &start, &mut bytes, None).ok()?;
    Some(bytes)
}
