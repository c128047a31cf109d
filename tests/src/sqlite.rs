//! Writes to the storage of objects while no server has it open, for data that would otherwise take
//! months or a hundred thousand conversations, and counts in it.

use crate::env;
use crate::server::Server;
use std::path::Path;
use std::process::Command;

const SCRIPT: &str = "
    const { DatabaseSync } = require('node:sqlite');
    const { readdirSync } = require('node:fs');
    const [folder, table, sql] = process.argv.slice(1);
    for (const name of readdirSync(folder).filter((name) => /^[0-9a-f]{64}\\.sqlite$/.test(name))) {
      const base = new DatabaseSync(`${folder}/${name}`);
      const made = base.prepare(`SELECT name FROM sqlite_master WHERE name = ?`).get(table);
      if (made) base.exec(`BEGIN; ${sql}; COMMIT`);
      base.close();
    }";

const COUNT: &str = "
    const { DatabaseSync } = require('node:sqlite');
    const { readdirSync } = require('node:fs');
    const [folder, table, sql] = process.argv.slice(1);
    let count = 0;
    for (const name of readdirSync(folder).filter((name) => /^[0-9a-f]{64}\\.sqlite$/.test(name))) {
      const base = new DatabaseSync(`${folder}/${name}`, { readOnly: true });
      const made = base.prepare(`SELECT name FROM sqlite_master WHERE name = ?`).get(table);
      if (made) count += base.prepare(sql).get().count;
      base.close();
    }
    console.log(count);";

/// The sum of what a query counts, over all objects of a kind that have this table; also while a server
/// runs, which does not notice.
pub fn count(storage: &Path, kind: &str, table: &str, sql: &str) -> u64 {
    let mut node = Command::new(env::node());
    node.args(["--no-warnings", "-e", COUNT]);
    node.arg(storage.join(kind)).arg(table).arg(format!("SELECT COUNT(*) AS count FROM {sql}"));
    let ran = node.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    String::from_utf8_lossy(&ran.stdout).trim().parse().unwrap()
}

/// Runs SQL in the storage of every site; the server must not be running.
pub fn in_sites(server: &Server, sql: &str) {
    in_objects(server, "bellhop-site", "person", sql);
}

/// Runs SQL in the storage of all objects of a kind that have this table; the server must not be
/// running.
pub fn in_objects(server: &Server, kind: &str, table: &str, sql: &str) {
    let mut node = Command::new(env::node());
    node.args(["--no-warnings", "-e", SCRIPT]);
    node.arg(server.storage().join(kind)).arg(table).arg(sql);
    let ran = node.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
