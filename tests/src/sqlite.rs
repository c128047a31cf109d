//! Writes to the storage of sites while no server has it open, for data that would otherwise take
//! months or a hundred thousand conversations.

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

/// Runs SQL in the storage of every site; the server must not be running.
pub fn in_sites(server: &Server, sql: &str) {
    let mut node = Command::new(env::node());
    node.args(["--no-warnings", "-e", SCRIPT]);
    node.arg(server.storage().join("bellhop-site")).arg(sql);
    let ran = node.output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
}
