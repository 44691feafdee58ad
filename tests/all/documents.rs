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
