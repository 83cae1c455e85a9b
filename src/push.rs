//! `sfe-push`: the files go to the SFTP server, all of them or none, in order.

mod check;
mod connection;
mod fault;
mod host_keys;
mod known_hosts;
mod leftovers;
mod options;
mod plan;
mod posix_rename;
mod private_key;
mod remote;
mod replace;
mod run;
mod stop;
mod upload;

pub use options::SfePush;
