//! What differs from system to system. The system is a value, so that the logic of each is tested on any; nothing else
//! asks which one this is, but for the step that only some know (`write/staging/exchange.rs`).

use std::ffi::OsString;
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum System {
    Windows,
    Mac,
    Other,
}

/// The one the program was built for.
pub const HERE: System = if cfg!(windows) {
    System::Windows
} else if cfg!(target_os = "macos") {
    System::Mac
} else {
    System::Other
};

/// An environment variable.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<OsString>;

/// Set by what a person types into: then the window was there before the program, and stays.
/// `PROMPT` by cmd, `WT_SESSION` by Windows Terminal, `MSYSTEM` by Git Bash, `TERM_PROGRAM` by editors; PowerShell sets
/// `PSModulePath` for its user, which Explorer's programs have without a profile folder, so it says nothing.
const TYPED_INTO: [&str; 4] = ["PROMPT", "WT_SESSION", "MSYSTEM", "TERM_PROGRAM"];
/// What Windows puts before a path that it has looked up, and Excel and people do not know.
const VERBATIM: &str = r"\\?\";

/// FILE_ATTRIBUTE_HIDDEN.
#[cfg(windows)]
const HIDDEN: u32 = 2;

/// Where a variable is set to something.
pub fn set(name: &str) -> Option<OsString> {
    std::env::var_os(name).filter(|value| !value.is_empty())
}

impl System {
    /// Why it refused, where the standard library has no word for the number.
    pub fn refusal(self, code: i32) -> Option<&'static str> {
        match (self, code) {
            (System::Windows, 32 | 33 | 1224) => Some("正被其他程序占用"),
            (System::Windows, 19) => Some("磁盘只读"),
            (System::Windows, 21) => Some("磁盘没有准备好，可能已拔出"),
            (System::Windows, 53 | 64 | 67) => Some("网络上的位置连不上"),
            (System::Windows, 39 | 112) => Some("磁盘已满"),
            (System::Windows, 111 | 206) => Some("路径太长"),
            (System::Windows, 4) | (System::Mac | System::Other, 23 | 24) => Some("同时打开的文件太多"),
            _ => None,
        }
    }

    /// Another program holds the file open and lets nobody else write to it.
    pub fn is_held(self, code: i32) -> bool {
        match self {
            System::Windows => matches!(code, 32 | 33 | 1224),
            // A program that runs.
            System::Mac | System::Other => code == 26,
        }
    }

    /// A path as people know it. Where the prefix keeps a name from meaning something else (a device, a dot at the end)
    /// it stays; length is no reason, because the standard library puts it back where it is needed.
    pub fn plain(self, path: &Path) -> PathBuf {
        let written = path.to_str().filter(|_| self == System::Windows);
        let Some(inner) = written.and_then(|text| text.strip_prefix(VERBATIM)) else { return path.to_owned() };
        match (inner.strip_prefix(r"UNC\"), inner.as_bytes()) {
            _ if !inner.split('\\').all(means_itself) => path.to_owned(),
            (Some(share), _) => PathBuf::from(format!(r"\\{share}")),
            (None, [drive, b':', ..]) if drive.is_ascii_alphabetic() => PathBuf::from(inner),
            _ => path.to_owned(),
        }
    }

    /// Where a person's documents may lie, the likeliest first.
    pub fn documents(self, set: Lookup<'_>) -> Vec<PathBuf> {
        let below = |variable: &str, names: &[&str]| {
            let folder = set(variable).map(PathBuf::from);
            names.iter().filter_map(|name| Some(folder.as_ref()?.join(name))).collect::<Vec<_>>()
        };
        match self {
            System::Windows => {
                [below("USERPROFILE", &["Documents"]), below("OneDrive", &["Documents", "文档"])].concat()
            }
            System::Mac | System::Other => below("HOME", &["文档", "Documents", ""]),
        }
    }

    /// Whether a window that shows the program goes when it ends.
    pub fn vanishes(self, is_terminal: bool, set: Lookup<'_>) -> bool {
        self == System::Windows && is_terminal && !TYPED_INTO.iter().any(|name| set(name).is_some())
    }

    /// Somebody sits before a screen on which a workbook can open.
    pub fn has_screen(self, set: Lookup<'_>) -> bool {
        self != System::Other || ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| set(name).is_some())
    }
}

/// Without the prefix, Windows takes a dot or a blank off the end, and some names for devices.
fn means_itself(part: &str) -> bool {
    let is_device = super::safe_name::is_device(part);
    !is_device && !part.ends_with(['.', ' ']) && !part.contains('/')
}

/// Marked as hidden, as Windows does it; elsewhere the name says so.
#[cfg(windows)]
pub fn is_hidden(path: &Path) -> bool {
    let attributes = |metadata: std::fs::Metadata| std::os::windows::fs::MetadataExt::file_attributes(&metadata);
    std::fs::metadata(path).map(attributes).is_ok_and(|attributes| attributes & HIDDEN != 0)
}

#[cfg(not(windows))]
pub fn is_hidden(_: &Path) -> bool {
    false
}

/// A file past the size the system allows is refused as on a full disk, where it would else end the program (SIGXFSZ).
pub fn outlive_size_limit() {
    #[cfg(unix)]
    {
        const SIGXFSZ: i32 = 25;
        // Without it the run ends there, and the next one clears up.
        static REFUSED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
        drop(signal_hook::flag::register(SIGXFSZ, &REFUSED));
    }
}

/// What a new file's permissions are where a file of this system has them.
pub fn usual_permissions() -> Option<std::fs::Permissions> {
    #[cfg(unix)]
    return Some(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    #[cfg(not(unix))]
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_window_made_for_the_program_goes_with_it() {
        let vanishes = |system: System, is_terminal, typed: &'static str| {
            system.vanishes(is_terminal, &|name| (name == typed).then(|| "x".into()))
        };
        assert!(vanishes(System::Windows, true, ""), "dropped on the program");
        assert!(!vanishes(System::Windows, true, "PROMPT"), "typed into cmd");
        assert!(!vanishes(System::Windows, true, "WT_SESSION"), "typed into Windows Terminal");
        assert!(!vanishes(System::Windows, false, ""), "a script reads what is said");
        assert!(!vanishes(System::Other, true, "") && !vanishes(System::Mac, true, ""), "elsewhere the terminal stays");
    }

    #[test]
    fn paths_are_shown_as_people_and_excel_know_them() {
        let plain = |path: &str| System::Windows.plain(Path::new(path)).to_str().map(str::to_owned).unwrap_or_default();
        assert_eq!(plain(r"\\?\C:\收表\区教育局.xlsx"), r"C:\收表\区教育局.xlsx");
        assert_eq!(plain(r"\\?\e:\"), r"e:\");
        assert_eq!(plain(r"\\?\UNC\财政局\共享\收表"), r"\\财政局\共享\收表");
        for kept in
            [r"D:\收表", r"\\财政局\共享", r"\\?\Volume{1}\收表", r"\\?\C:\收表.\a", r"\\?\C:\aux\a", r"\\?\C:\a "]
        {
            assert_eq!(plain(kept), kept);
        }
        let long = format!(r"\\?\C:\{}", r"很长的名称\".repeat(80));
        assert_eq!(plain(&long), long[4..]);
        assert_eq!(System::Other.plain(Path::new(r"\\?\C:\收表")), Path::new(r"\\?\C:\收表"));
    }

    #[test]
    fn refusals_of_windows_are_said_in_words() {
        for (code, words) in
            [(32, "占用"), (33, "占用"), (19, "只读"), (21, "拔出"), (53, "网络"), (112, "满"), (206, "太长")]
        {
            assert!(System::Windows.refusal(code).is_some_and(|said| said.contains(words)), "{code}");
            assert_eq!(System::Other.refusal(code), None);
        }
        assert_eq!(System::Windows.refusal(2), None);
        assert!(System::Windows.is_held(32) && !System::Windows.is_held(5) && !System::Other.is_held(32));
    }

    #[test]
    fn documents_and_screens_are_looked_for_where_the_system_has_them() {
        let set = |name: &str| match name {
            "USERPROFILE" | "HOME" => Some(OsString::from("/甲")),
            "OneDrive" => Some(OsString::from("/云")),
            _ => None,
        };
        let paths = |system: System| system.documents(&set);
        assert_eq!(paths(System::Windows), ["/甲/Documents", "/云/Documents", "/云/文档"].map(PathBuf::from));
        assert_eq!(paths(System::Other), ["/甲/文档", "/甲/Documents", "/甲/"].map(PathBuf::from));
        assert!(System::Other.documents(&|_| None).is_empty());
        assert!(System::Windows.has_screen(&|_| None) && !System::Other.has_screen(&|_| None));
        assert!(System::Other.has_screen(&|name| (name == "DISPLAY").then(|| ":0".into())));
    }
}
