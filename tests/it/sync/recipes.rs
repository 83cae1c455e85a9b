//! What the README and the man pages print is run as it is printed: commands, settings and recipes. Only names that
//! cannot exist here, such as `/srv/sfe` and `sftp.example.org`, are replaced.

mod manual;
mod readme;
mod stage;
mod text;
