//! Stops before a request, for a test to act at that moment.
//!
//! Looks, renames, and removals are counted. Before the one whose number is in the file `stop-at` beside the folder,
//! the server renames that file to `stopped`, with the request in it, and goes on when the test has removed it.

use super::Server;
use super::fields::Fields;
use std::fs;
use std::time::{Duration, Instant};

impl Server {
    pub fn stop(&mut self, request: &str, fields: &Fields<'_>) {
        let is_counted = matches!(request, "lstat" | "stat" | "hardlink" | "posix-rename" | "rename" | "remove");
        if !is_counted || self.fault("stops").is_none() {
            return;
        }
        let seen = self.seen.entry("stops".to_string()).or_default();
        *seen += 1;
        let [stop_at, stopped] = ["stop-at", "stopped"].map(|name| self.root.with_file_name(name));
        let wanted = fs::read_to_string(&stop_at).unwrap_or_default();
        if wanted.trim() != seen.to_string() {
            return;
        }
        let path = Fields(fields.0).string();
        fs::write(&stop_at, format!("{request} {path}")).expect("the folder above");
        fs::rename(&stop_at, &stopped).expect("the folder above");
        let start = Instant::now();
        while stopped.exists() {
            assert!(start.elapsed() < Duration::from_secs(120), "nobody lets the server go on");
            std::thread::sleep(Duration::from_millis(1));
        }
    }
}
