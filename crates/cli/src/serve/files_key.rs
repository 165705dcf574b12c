//! The key that files about candidates are encrypted with: from the settings, or a file in the data folder that is made
//! once and that only its owner may read.

use crate::config::Config;
use crate::failure::Failure;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;

const NAME: &str = "files.key";

/// The key, made where there is none yet.
pub(super) fn files_key(config: &Config) -> Result<[u8; 32], Failure> {
    let hint = "give 64 hexadecimal digits, as in: openssl rand -hex 32";
    match config.text("files_key") {
        "" => in_folder(&config.data_dir()),
        text => digits(text).ok_or_else(|| Failure::bad_input("files_key", "this is no key", hint)),
    }
}

fn in_folder(folder: &Path) -> Result<[u8; 32], Failure> {
    let path = folder.join(NAME);
    let text = match fs::read_to_string(&path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
            made(&path)?
        }
        other => other?,
    };
    let hint = "restore it from where it was saved: files about candidates cannot be read without it";
    digits(text.trim()).ok_or_else(|| Failure::bad_input(path.display().to_string(), "this is no key", hint))
}

/// Makes the key. Of two programs that begin at once, both use the one that was there first.
fn made(path: &Path) -> Result<String, Failure> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|error| Failure::Failed(format!("no random numbers: {error}")))?;
    let text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let draft = path.with_extension(format!("{}", std::process::id()));
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    writeln!(file, "{text}")?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(error.into()),
        _ => Ok(fs::read_to_string(path)?),
    }
}

/// 32 bytes from 64 hexadecimal digits.
pub(crate) fn digits(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(text.get(2 * index..2 * index + 2)?, 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::{digits, in_folder};
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn a_key_is_made_once_and_read_by_its_owner_only() {
        let folder = std::env::temp_dir().join(format!("counterpart-files-key-{}", std::process::id()));
        let first = in_folder(&folder).ok();
        assert!(first.is_some() && first != Some([0; 32]));
        assert_eq!(in_folder(&folder).ok(), first);
        let mode = std::fs::metadata(folder.join("files.key")).map(|data| data.permissions().mode() & 0o777);
        assert_eq!(mode.ok(), Some(0o600));
        std::fs::write(folder.join("files.key"), "short").unwrap();
        assert!(in_folder(&folder).is_err(), "a damaged key is never replaced");
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn digits_are_hexadecimal() {
        assert_eq!(digits(&"0a".repeat(32)), Some([10; 32]));
        for text in ["", "0a", &"zz".repeat(32), &"+1".repeat(32)[..62], &"é".repeat(32)] {
            assert_eq!(digits(text), None, "{text}");
        }
    }
}
