//! The key that evidence packs are signed with: a file in the data folder, made where it is missing.

use crate::config::Config;
use crate::failure::Failure;
use service::packs::SigningKey;
use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::OpenOptionsExt;

const FILE: &str = "signing.key";

/// The key of the settings' data folder.
pub(super) fn of(config: &Config) -> Result<SigningKey, Failure> {
    let folder = config.data_dir();
    let path = folder.join(FILE);
    let unusable = |error: &dyn std::fmt::Display| Failure::Failed(format!("{}: {error}", path.display()));
    let seed = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut seed = [0; 32];
            getrandom::fill(&mut seed).map_err(|error| unusable(&error))?;
            fs::create_dir_all(&folder).map_err(|error| unusable(&error))?;
            let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
            match made {
                Ok(mut file) => {
                    file.write_all(&seed).and_then(|()| file.sync_all()).map_err(|error| unusable(&error))?;
                    seed.to_vec()
                }
                // Another program was quicker.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    fs::read(&path).map_err(|error| unusable(&error))?
                }
                Err(error) => return Err(unusable(&error)),
            }
        }
        Err(error) => return Err(unusable(&error)),
    };
    let seed = <[u8; 32]>::try_from(seed).map_err(|_| unusable(&"it is no key: restore it from a backup"))?;
    SigningKey::from_seed(&seed).map_err(|error| unusable(&error))
}
