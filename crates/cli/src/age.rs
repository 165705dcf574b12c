//! Files encrypted for whoever holds a key, in the format of age (version 1): the tools of that name decrypt them.
//!
//! Only writing is here, and only to X25519 recipients (`age1…`). Format: <https://age-encryption.org/v1>.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::agreement::{EphemeralPrivateKey, UnparsedPublicKey, X25519, agree_ephemeral};
use ring::rand::SystemRandom;
use ring::{hkdf, hmac};
use std::io::{self, Write};

/// Plain bytes in a chunk.
const CHUNK: usize = 64 * 1024;
const KEY: usize = 32;

/// Somebody's public key: who can decrypt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Recipient([u8; KEY]);

impl Recipient {
    /// Reads a key as age prints it: Bech32 (BIP 173) of 32 bytes, with the prefix `age`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        const LETTERS: &[u8] = b"qpzry9x8gf2tvdw0s3jn54khce6mua7l";
        /// Letters of the checksum.
        const CHECK: usize = 6;
        let bad = || "this is no public key of age; expected age1 and 58 letters and digits".to_owned();
        let text = text.trim().to_ascii_lowercase();
        let letters = text.strip_prefix("age1").ok_or_else(bad)?;
        let place = |letter: u8| LETTERS.iter().position(|known| *known == letter).map(|place| place as u32);
        let values: Vec<u32> = letters.bytes().map(place).collect::<Option<_>>().ok_or_else(bad)?;
        let prefix = b"age";
        let expanded = prefix
            .iter()
            .map(|b| u32::from(b >> 5))
            .chain([0])
            .chain(prefix.iter().map(|b| u32::from(b & 31)));
        let is_intact = checksum(expanded.chain(values.iter().copied())) == 1;
        let data = values.len().checked_sub(CHECK).filter(|_| is_intact).ok_or_else(bad)?;
        // Groups of five bits become bytes; what is left over is padding of zeros.
        let (mut key, mut bits, mut n_bits) = (Vec::new(), 0_u32, 0);
        for value in &values[..data] {
            bits = (bits << 5) | value;
            n_bits += 5;
            if n_bits >= 8 {
                n_bits -= 8;
                key.push((bits >> n_bits) as u8);
                bits &= (1 << n_bits) - 1;
            }
        }
        let key: Option<[u8; KEY]> = key.try_into().ok();
        key.filter(|_| bits == 0 && n_bits < 5).map(Self).ok_or_else(bad)
    }
}

/// The checksum of Bech32; 1 for a text whose checksum is right.
fn checksum(values: impl Iterator<Item = u32>) -> u32 {
    const GENERATOR: [u32; 5] = [0x3b6a_57b2, 0x2650_8e6d, 0x1ea1_19fa, 0x3d42_33dd, 0x2a14_62b3];
    values.fold(1, |sum, value| {
        let top = sum >> 25;
        let sum = ((sum & 0x01ff_ffff) << 5) ^ value;
        GENERATOR
            .iter()
            .enumerate()
            .filter(|(bit, _)| top >> bit & 1 == 1)
            .fold(sum, |sum, (_, part)| sum ^ part)
    })
}

/// A writer whose bytes go out encrypted. What was written is whole after [`Encrypted::finish`] only.
pub(crate) struct Encrypted<W: Write> {
    inner: W,
    key: LessSafeKey,
    counter: u64,
    waiting: Vec<u8>,
}

impl<W: Write> Encrypted<W> {
    /// Begins a file that each of these recipients can decrypt.
    pub(crate) fn new(mut inner: W, recipients: &[Recipient]) -> io::Result<Self> {
        let (mut file_key, mut nonce) = ([0; 16], [0; 16]);
        for bytes in [&mut file_key, &mut nonce] {
            getrandom::fill(bytes).map_err(|error| io::Error::other(error.to_string()))?;
        }
        let mut header = "age-encryption.org/v1\n".to_owned();
        for recipient in recipients {
            header += &stanza(&file_key, recipient)?;
        }
        header += "---";
        let mac_key = hmac::Key::new(hmac::HMAC_SHA256, &derived(&[], &file_key, b"header")?);
        let mac = STANDARD_NO_PAD.encode(hmac::sign(&mac_key, header.as_bytes()));
        writeln!(inner, "{header} {mac}")?;
        inner.write_all(&nonce)?;
        let key = sealing(&derived(&nonce, &file_key, b"payload")?)?;
        Ok(Self { inner, key, counter: 0, waiting: Vec::with_capacity(CHUNK) })
    }

    /// Writes the last chunk, and gives back what was written to.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.inner)
    }

    /// Writes what waits as a chunk: its number and whether it is the last are bound into it.
    fn seal(&mut self, is_last: bool) -> io::Result<()> {
        let mut nonce = [0; 12];
        nonce[3..11].copy_from_slice(&self.counter.to_be_bytes());
        nonce[11] = u8::from(is_last);
        self.counter += 1;
        let nonce = Nonce::assume_unique_for_key(nonce);
        let sealed = self.key.seal_in_place_append_tag(nonce, Aad::empty(), &mut self.waiting);
        sealed.map_err(|_| failed())?;
        self.inner.write_all(&self.waiting)?;
        self.waiting.clear();
        Ok(())
    }
}

impl<W: Write> Write for Encrypted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full chunk waits until more comes: the last one may be full, and is never empty unless everything is.
        if self.waiting.len() == CHUNK && !bytes.is_empty() {
            self.seal(false)?;
        }
        let n = bytes.len().min(CHUNK - self.waiting.len());
        self.waiting.extend_from_slice(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// The file's key for one recipient: sealed by a key that only the two ends of an exchange know.
fn stanza(file_key: &[u8], recipient: &Recipient) -> io::Result<String> {
    let own = EphemeralPrivateKey::generate(&X25519, &SystemRandom::new()).map_err(|_| failed())?;
    let share = own.compute_public_key().map_err(|_| failed())?;
    let salt = [share.as_ref(), &recipient.0].concat();
    let theirs = UnparsedPublicKey::new(&X25519, recipient.0);
    let wrapping =
        agree_ephemeral(own, &theirs, |shared| derived(&salt, shared, b"age-encryption.org/v1/X25519"));
    let wrapping = sealing(&wrapping.map_err(|_| failed())??)?;
    let mut body = file_key.to_vec();
    // The key is used once.
    let nonce = Nonce::assume_unique_for_key([0; 12]);
    wrapping.seal_in_place_append_tag(nonce, Aad::empty(), &mut body).map_err(|_| failed())?;
    Ok(format!("-> X25519 {}\n{}\n", STANDARD_NO_PAD.encode(share), STANDARD_NO_PAD.encode(body)))
}

fn derived(salt: &[u8], secret: &[u8], what: &[u8]) -> io::Result<[u8; KEY]> {
    let mut key = [0; KEY];
    let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(secret);
    let expanded = extracted.expand(&[what], hkdf::HKDF_SHA256).and_then(|okm| okm.fill(&mut key));
    expanded.map_err(|_| failed())?;
    Ok(key)
}

fn sealing(key: &[u8; KEY]) -> io::Result<LessSafeKey> {
    Ok(LessSafeKey::new(UnboundKey::new(&CHACHA20_POLY1305, key).map_err(|_| failed())?))
}

fn failed() -> io::Error {
    io::Error::other("it could not be encrypted")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the format's description.
    const KNOWN: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";

    #[test]
    fn a_key_is_read_or_refused() {
        assert_eq!(Recipient::parse(KNOWN).unwrap().0[..4], [0x13, 0x2c, 0x44, 0x2b]);
        assert_eq!(Recipient::parse(&KNOWN.to_uppercase()), Recipient::parse(KNOWN));
        let changed = KNOWN.replacen('z', "q", 1);
        for wrong in ["", "age1", "age1qqqq", changed.as_str(), "ssh-ed25519 AAAA", &KNOWN[..61]] {
            assert!(Recipient::parse(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn chunks_are_as_long_as_the_format_says() {
        let recipients = [Recipient::parse(KNOWN).unwrap()];
        for (n, n_chunks) in [(0, 1), (1, 1), (CHUNK, 1), (CHUNK + 1, 2), (3 * CHUNK, 3)] {
            let mut file = Encrypted::new(Vec::new(), &recipients).unwrap();
            file.write_all(&vec![b'x'; n]).unwrap();
            let bytes = file.finish().unwrap();
            // A line feed, three dashes, a blank, the MAC in 43 letters, a line feed.
            let header = bytes.windows(4).position(|part| part == b"\n---").unwrap() + 49;
            assert_eq!(bytes.len() - header, 16 + n + 16 * n_chunks, "{n}");
            assert!(!bytes.windows(8).any(|part| part == b"xxxxxxxx"));
        }
    }
}
