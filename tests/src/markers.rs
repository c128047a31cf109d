//! Markers: values that occur nowhere else, and a search for them in every byte of the storage.

use crate::random::random_string;
use crate::server::Server;
use std::collections::BTreeMap;
use std::path::Path;

/// Values by what they stand for.
#[derive(Debug, Default)]
pub struct Markers(BTreeMap<&'static str, String>);

/// Which markers were found in which files.
pub type Found = Vec<(&'static str, String)>;

impl Markers {
    /// A new value that nobody has written yet: lower-case letters and digits, so that no index
    /// changes it.
    pub fn add(&mut self, kind: &'static str) -> String {
        let value = random_string().to_lowercase();
        self.0.insert(kind, value.clone());
        value
    }

    /// Searches every file of the server's storage, as UTF-8 and as UTF-16, and prints a table.
    pub fn find(&self, server: &Server, moment: &str) -> Found {
        let mut found = Found::new();
        search(server.storage(), server.storage(), &mut |file, bytes| {
            for (kind, value) in &self.0 {
                // An index may leave out the beginning that a word shares with the one before it.
                let value = &value[2..];
                let wide: Vec<u8> = value.bytes().flat_map(|byte| [byte, 0]).collect();
                if [value.as_bytes(), &wide].iter().any(|bytes_of| contains(bytes, bytes_of)) {
                    found.push((kind, file.to_owned()));
                }
            }
        });
        self.print(&found, moment);
        found
    }

    /// The markers that a text has.
    pub fn find_in(&self, text: &str) -> Vec<&'static str> {
        self.0.iter().filter(|(_, value)| text.contains(*value)).map(|(kind, _)| *kind).collect()
    }

    /// The number of markers.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    fn print(&self, found: &Found, moment: &str) {
        println!("--- {moment}: {} finds", found.len());
        for kind in self.0.keys() {
            let files: Vec<_> =
                found.iter().filter(|(of, _)| of == kind).map(|(_, file)| file.as_str()).collect();
            let files = if files.is_empty() { "-".to_owned() } else { files.join(", ") };
            println!("{kind:>20} | {files}");
        }
    }
}

fn search(root: &Path, folder: &Path, on_file: &mut impl FnMut(&str, &[u8])) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            search(root, &path, on_file);
        } else if let Ok(bytes) = std::fs::read(&path) {
            let name = path.strip_prefix(root).unwrap().to_string_lossy();
            // The name of an object's file has 64 digits.
            let short = name.split_once('/').map_or_else(
                || name.to_string(),
                |(kind, file)| format!("{kind}/{}…{}", &file[..6.min(file.len())], extension(file)),
            );
            on_file(&short, &bytes);
        }
    }
}

fn extension(file: &str) -> &str {
    file.split_once('.').map_or("", |(_, extension)| extension)
}

fn contains(bytes: &[u8], value: &[u8]) -> bool {
    let Some(first) = value.first() else { return false };
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| byte == first) {
        if rest[at..].starts_with(value) {
            return true;
        }
        rest = &rest[at + 1..];
    }
    false
}
