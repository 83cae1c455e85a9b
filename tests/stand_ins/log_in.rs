//! The server's side of a log-in with the 12c verifier: PBKDF2 with SHA-512 over the password, and AES-256 for
//! the keys that both sides exchange.

use super::answer::{PASSWORD, SERVICE, USER, VERSION};
use super::messages::PARAMETERS;
use super::wire::{Reader, counted, number};
use openssl::hash::MessageDigest;
use openssl::pkcs5::pbkdf2_hmac;
use openssl::sha::sha512;
use openssl::symm::{Cipher, Crypter, Mode};

const VERIFIER_ROUNDS: usize = 4096;
const KEY_ROUNDS: usize = 3;
const SALT: [u8; 16] = *b"a salt of 16 by.";
const KEY_SALT: [u8; 16] = *b"another 16 bytes";
const SERVER_HALF: [u8; 32] = *b"the server's half of a new key..";

/// The answer to the first message: what the client needs to make the keys.
pub fn challenge() -> Vec<u8> {
    parameters(&[
        ("AUTH_SESSKEY", &hex(&aes(Mode::Encrypt, &password_hash(), &SERVER_HALF)), 0),
        ("AUTH_VFR_DATA", &hex(&SALT), 0x4815),
        ("AUTH_PBKDF2_CSK_SALT", &hex(&KEY_SALT), 0),
        ("AUTH_PBKDF2_VGEN_COUNT", &VERIFIER_ROUNDS.to_string(), 0),
        ("AUTH_PBKDF2_SDER_COUNT", &KEY_ROUNDS.to_string(), 0),
    ])
}

/// The answer for an account whose password was last set before Oracle 12c: another verifier, and none of what
/// belongs to the newer one.
pub fn old_challenge() -> Vec<u8> {
    parameters(&[("AUTH_SESSKEY", &hex(&[7; 48]), 0), ("AUTH_VFR_DATA", &hex(&SALT[..10]), 0x1b25)])
}

/// The key of the session, if the second message shows the right user and password.
pub fn session_key(message: &mut Reader<'_>) -> Option<[u8; 32]> {
    let (user, sent) = read(message);
    let value = |name: &str| {
        let found = sent.iter().find(|(key, _)| key == name);
        unhex(&found.unwrap_or_else(|| panic!("the client sent no {name}")).1)
    };
    let client_half = aes(Mode::Decrypt, &password_hash(), &value("AUTH_SESSKEY")[..32]);
    let mut key = [0; 32];
    let halves = hex(&[client_half, SERVER_HALF.to_vec()].concat());
    pbkdf2_hmac(halves.as_bytes(), &KEY_SALT, KEY_ROUNDS, MessageDigest::sha512(), &mut key).unwrap();
    // Sixteen bytes of noise, the password, and as many bytes of padding as each of them says.
    let plain = aes(Mode::Decrypt, &key, &value("AUTH_PASSWORD"));
    let padding = usize::from(*plain.last().unwrap());
    let given = plain.get(16..plain.len().saturating_sub(padding));
    (user.eq_ignore_ascii_case(USER) && given == Some(PASSWORD.as_bytes())).then_some(key)
}

/// The answer to the second message: what the session is, and the server's proof that it knows the password, too.
pub fn welcome(key: &[u8; 32]) -> Vec<u8> {
    let proof = [&[5; 16], b"SERVER_TO_CLIENT".as_slice(), &[16; 16]].concat();
    parameters(&[
        ("AUTH_SVR_RESPONSE", &hex(&aes(Mode::Encrypt, key, &proof)), 0),
        ("AUTH_VERSION_NO", &VERSION.to_string(), 0),
        ("AUTH_SESSION_ID", "101", 0),
        ("AUTH_SERIAL_NUM", "1001", 0),
        ("AUTH_DBNAME", SERVICE, 0),
        ("AUTH_SC_SERVICE_NAME", SERVICE, 0),
        ("AUTH_MAX_OPEN_CURSORS", "300", 0),
        ("AUTH_MAX_IDEN_LENGTH", "128", 0),
    ])
}

fn read(message: &mut Reader<'_>) -> (String, Vec<(String, String)>) {
    let has_user = message.byte() != 0;
    message.skip("nnb");
    let count = message.number();
    message.take(2);
    let text = |bytes| String::from_utf8(bytes).unwrap();
    // A client may put the user between quotation marks.
    let user = if has_user { text(message.bytes()).trim_matches('"').to_string() } else { String::new() };
    let pairs = (0..count).map(|_| {
        let pair = (text(message.counted()), text(message.counted()));
        message.number();
        pair
    });
    (user, pairs.collect())
}

fn parameters(pairs: &[(&str, &str, u64)]) -> Vec<u8> {
    let mut out = vec![PARAMETERS];
    out.extend(number(pairs.len() as u64));
    for (key, value, flags) in pairs {
        out.extend([counted(key.as_bytes()), counted(value.as_bytes()), number(*flags)].concat());
    }
    out
}

fn password_hash() -> [u8; 32] {
    let mut key = [0; 64];
    let salt = [SALT.as_slice(), b"AUTH_PBKDF2_SPEEDY_KEY"].concat();
    pbkdf2_hmac(PASSWORD.as_bytes(), &salt, VERIFIER_ROUNDS, MessageDigest::sha512(), &mut key).unwrap();
    sha512(&[key.as_slice(), &SALT].concat())[..32].try_into().unwrap()
}

fn aes(mode: Mode, key: &[u8], text: &[u8]) -> Vec<u8> {
    let mut crypter = Crypter::new(Cipher::aes_256_cbc(), mode, key, Some(&[0; 16])).unwrap();
    crypter.pad(false);
    let mut out = vec![0; text.len() + 16];
    let mut length = crypter.update(text, &mut out).unwrap();
    length += crypter.finalize(&mut out[length..]).unwrap();
    out.truncate(length);
    out
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

fn unhex(text: &str) -> Vec<u8> {
    text.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}
