//! What the documents promise is there: pages, places in them, and what an officer is told to type.

use std::fs;
use std::path::{Path, PathBuf};

const PAGES: [&str; 9] = [
    "README.md",
    "README.zh.md",
    "docs/manual.md",
    "docs/manual.zh.md",
    "docs/own-forms.md",
    "docs/own-forms.zh.md",
    "docs/performance.md",
    "docs/reliability.md",
    "examples/spark/README.md",
];

fn page(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The heading as the sites that show Markdown call it.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().to_lowercase();
    kept.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c)).collect::<String>().replace(' ', "-")
}

#[test]
fn every_link_leads_somewhere() {
    let mut links = 0;
    for name in PAGES {
        let text = page(name);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (file, place) = link.split_once('#').unwrap_or((link, ""));
            let folder = Path::new(name).parent().expect("a folder");
            let target = if file.is_empty() { PathBuf::from(name) } else { folder.join(file) };
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&target);
            assert!(path.exists(), "{name} links to {link}");
            if !place.is_empty() {
                let target = fs::read_to_string(path).expect("a page");
                let mut headings = target.lines().filter(|line| line.starts_with('#'));
                assert!(headings.any(|line| anchor(line.trim_start_matches('#')) == place), "{name} links to {link}");
            }
            links += 1;
        }
    }
    assert!(links > 20, "{links}");
}

/// Options and commands that the pages show are ones the program has.
#[test]
fn every_option_in_the_documents_is_one_of_the_program() {
    use clap::CommandFactory;
    fn options(command: &clap::Command) -> Vec<String> {
        let own = command.get_arguments().filter_map(|argument| argument.get_long().map(str::to_owned));
        own.chain(command.get_subcommands().flat_map(options)).collect()
    }
    // Of cargo, and of the programs around the driver for Spark.
    let foreign = ["release", "roster", "bench", "path", "locked", "jixiao", "partitions", "example"];
    let known = options(&jixiao::cli::Cli::command());
    for name in PAGES {
        let text = page(name);
        for option in text.split("--").skip(1) {
            let option: String = option.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            let is_option = option.starts_with(|c: char| c.is_ascii_lowercase());
            assert!(!is_option || known.contains(&option) || foreign.contains(&&*option), "{name}: --{option}");
        }
    }
}

/// Every key that the manual lists for 设置.toml is taken as the manual writes it, and no key is left out.
#[test]
fn the_manual_lists_every_setting_as_it_is_read() {
    let manual = page("docs/manual.zh.md");
    let table = manual.split("设置.toml 里可以写 | |").nth(1).expect("the table");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with('|'));
    let settings: Vec<&str> = rows.filter_map(|line| line.split('`').nth(1)).collect();
    let home = tempfile::TempDir::new().expect("a folder");
    let folder = home.path().join("收表");
    fs::create_dir(&folder).expect("a folder");
    let form = "sample_workbooks/区河湖管理中心.xlsx";
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(form), folder.join("甲.xlsx")).expect("copied");
    let run = |text: &str| {
        fs::write(folder.join("设置.toml"), text).expect("written");
        let mut program = std::process::Command::new(env!("CARGO_BIN_EXE_jixiao"));
        let output = program.arg("收表").current_dir(home.path()).stdin(std::process::Stdio::null()).output();
        output.expect("the program starts")
    };
    let all = run(&settings.join("\n"));
    assert_eq!(all.status.code(), Some(0), "{settings:?}: {all:?}");
    // An unknown key is answered with every one there is.
    let refused = run("完全不认识 = 1\n");
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    let known = said.split("可以写：").nth(1).expect("the keys").trim().lines().next().expect("a line");
    let listed: Vec<&str> = settings.iter().filter_map(|line| line.split(' ').next()).collect();
    let mut known: Vec<&str> = known.split('、').collect();
    known.sort_unstable();
    let mut sorted = listed.clone();
    sorted.sort_unstable();
    assert_eq!(sorted, known);
}
