//! The developer commands; `cargo xtask` lists them.

mod bench;
mod build;
mod cache;
mod chaos;
mod deny;
mod deploy;
mod dev;
mod fuzz;
mod http;
mod icons;
mod mutants;
mod package;
mod process;
mod project;
mod schema;
mod seed;
mod shots;
mod simulate;
mod size;
mod test;
mod tidy;
mod toolchain;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

use build::Part;
use project::Project;

const HELP: &str = "\
cargo xtask <command>

  dev [--reset] [--port 8787] [--demo-port 8788]
                                    build and run everything, with a demo site
  build [edge|widget|console|www]   build everything, or the parts named
  test [lint|unit|simulation|wire|browser|release] [-- filter]
                                    run all tests, or the groups named
  simulate [--seeds 10000] [--from 1] [--seed S] [--loud]
                                    crash, lose and reorder everything in worlds of a seed
  bench [desk|wire|lists|floods|canvas|panel|widget]
                                    how fast a desk decides, the real worker behind it and its long
                                    lists, what floods cost others, the designer's frames, long
                                    chats, and the widget beside others
  chaos [--kills 200] [--seed N]    kill a real server under load, cut and stall connections, and
                                    compare everything that anybody saw
  shots [visitor|inbox|sections|rtl]  take a picture of every screen and state
  tidy                              check the house rules
  fuzz [part of a name] [--seconds 60] [--keep]
                                    feed the readers with any bytes; keep what reaches new code
  mutants [part of a name]          break the rules one at a time: who notices?
  size                              weigh what a visitor downloads
  package [--as-built]              make the archives that people download: for one machine of
                                    this platform, and for Cloudflare
  deny                              check licences, vulnerabilities and duplicates of dependencies
  deploy-check                      would `wrangler deploy` take what is here?
  schema                            write docs/stream.schema.json and docs/openapi.json from the types
  icons                             fetch the icons that console/icons/icons.txt names
  tools                             install what builds and tests need
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let project = Project::find()?;
    let (command, rest) = match arguments.split_first() {
        Some((command, rest)) => (command.as_str(), rest),
        None => ("help", arguments),
    };
    match command {
        "bench" => bench::run(&project, rest),
        "build" if rest.is_empty() => build::everything(&project),
        "build" => build::build(&project, &Part::parse(rest)?),
        "chaos" => chaos::run(&project, rest),
        "dev" => dev::run(&project, rest),
        "fuzz" => fuzz::run(&project, rest),
        "icons" => icons::write(&project),
        "package" => package::run(&project, rest),
        "mutants" => mutants::run(&project, rest),
        "deny" => deny::run(&project),
        "deploy-check" => deploy::check(&project),
        "schema" => schema::write(&project),
        "shots" => shots::run(&project, rest),
        "simulate" => simulate::run(&project, rest),
        "size" => size::run(&project),
        "test" => test::run(&project, rest),
        "tidy" => tidy::run(&project),
        "tools" => tools::ready(&project),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{HELP}"),
    }
}
