//! Logging in with the user's key, and what to say when the server refuses.

use super::callbacks;
use super::errors::{peer_closed, shorten, with_goodbye};
use super::link::Link;
use super::server::Server;
use super::waiting::StepError;
use crate::common::exit::{Exit, Failure, Result};
use libssh2_sys::{LIBSSH2_ERROR_AUTHENTICATION_FAILED, LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED};
use ssh2::ErrorCode;

pub(crate) fn log_in(server: &Server, link: &Link) -> Result<()> {
    let Server { user, key, .. } = server;
    let Link { session, waiting } = link;
    let tried = waiting.until(session, || session.userauth_pubkey_memory(user, None, &key.text, None));
    let Err(error) = tried else { return Ok(()) };
    let name = server.name();
    let name = name.as_str();
    let what = format!("cannot log in to {name} as {user}");
    let StepError::Ssh(refusal) = &error else { return Err(error.failure(waiting, what)) };
    // libssh2 has one code for a signature that is refused and for an answer that does not come.
    let unanswered = refusal.message().starts_with("Waiting for") || peer_closed(&waiting.socket);
    let accepted = match refusal.code() {
        // The server had said that the key would do.
        ErrorCode::Session(LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED) if !unanswered => true,
        ErrorCode::Session(LIBSSH2_ERROR_AUTHENTICATION_FAILED) => false,
        ErrorCode::Session(LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED) => {
            let message = format!(
                "{what}: the connection was lost, or the server hung up on the key {}, as some do on one that they do \
                 not know",
                key.fingerprint
            );
            return Err(with_goodbye(Failure::new(Exit::Temporary, message), waiting));
        }
        _ => return Err(error.failure(waiting, what)),
    };
    let methods = waiting.until(session, || callbacks::login_methods(session, user)).unwrap_or_default();
    let banner = callbacks::login_banner(session).map(|banner| shorten(&banner)).filter(|banner| !banner.is_empty());
    let said = banner.map_or(String::new(), |banner| format!("; the server says: {banner}"));
    if server.let_in.get() {
        let message = format!(
            "{what}, although the same key was accepted a moment ago; the server may still count the connection that \
             was lost{said}"
        );
        return Err(with_goodbye(Failure::new(Exit::Temporary, message), waiting));
    }
    let takes_keys = methods.is_empty() || methods.split(',').any(|method| method == "publickey");
    let fingerprint = &key.fingerprint;
    let message = match (takes_keys, accepted) {
        (false, true) => format!(
            "{name} accepts the key {fingerprint} of user {user}, but also requires one of these: {methods}; sfe-push \
             has only a key, which must be enough"
        ),
        (false, false) => format!("{name} lets user {user} log in by {methods} only; sfe-push logs in with a key"),
        (true, _) => format!(
            "login refused by {name} for user {user} with key {fingerprint}: check the user name (SFE_SFTP_USERNAME), \
             and that the server has this key's public key"
        ),
    };
    Err(with_goodbye(Failure::new(Exit::NotAllowed, format!("{message}{said}")), waiting))
}
