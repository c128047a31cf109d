//! The storage of sites as files, while no server has them open: what takes months, or a hundred
//! thousand conversations, is written there.

use crate::env;
use crate::server::Server;
use std::process::Command;

const SCRIPT: &str = "
    const { DatabaseSync } = require('node:sqlite');
    const { readdirSync } = require('node:fs');
    const [folder, sql] = process.argv.slice(1);
    for (const name of readdirSync(folder).filter((name) => /^[0-9a-f]{64}\\.sqlite$/.test(name))) {
      const base = new DatabaseSync(`${folder}/${name}`);
      const made = base.prepare(`SELECT name FROM sqlite_master WHERE name = 'person'`).get();
      if (made) base.exec(`BEGIN; ${sql}; COMMIT`);
      base.close();
    }";

/// Runs SQL in the storage of every site of a server that is not running.
pub fn in_sites(server: &Server, sql: &str) {
    let mut node = Command::new(env::node());
    node.args(["--no-warnings", "-e", SCRIPT]);
    node.arg(server.storage().join("bellhop-site")).arg(sql);
    let ran = node.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
