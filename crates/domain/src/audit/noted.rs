//! A head that was noted elsewhere, as a line of text.

use std::{fmt, str::FromStr};

use super::{CHAINS, Hash, Head};

/// A head as it once was: proof, kept outside the database, that the chain had this entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotedHead {
    /// Which chain.
    pub chain: u8,
    /// How many entries it had.
    pub entries: i64,
    /// The hash of the last one.
    pub hash: Hash,
}

/// The text is no noted head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a noted head: expected \"chain N: M entries, HASH\"")]
pub struct NotNoted;

impl NotedHead {
    /// To note it.
    #[must_use]
    pub fn of(head: &Head) -> Self {
        Self {
            chain: head.chain,
            entries: head.entries,
            hash: head.hash,
        }
    }
}

/// `chain 3: 1042 entries, 9f86d081…`
impl fmt::Display for NotedHead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "chain {}: {} entries, ", self.chain, self.entries)?;
        self.hash
            .iter()
            .try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for NotedHead {
    type Err = NotNoted;

    fn from_str(line: &str) -> Result<Self, NotNoted> {
        let parse = || {
            let (chain, rest) = line.trim().strip_prefix("chain ")?.split_once(": ")?;
            let (entries, hex) = rest.split_once(" entries, ")?;
            let chain = chain.parse().ok().filter(|chain| *chain < CHAINS)?;
            let entries = entries.parse().ok().filter(|entries| *entries >= 0)?;
            if hex.len() != 64 || !hex.bytes().all(|byte| byte.is_ascii_hexdigit()) {
                return None;
            }
            let mut hash = [0; 32];
            for (byte, n) in hash.iter_mut().zip((0..64).step_by(2)) {
                *byte = u8::from_str_radix(hex.get(n..n + 2)?, 16).ok()?;
            }
            Some(Self {
                chain,
                entries,
                hash,
            })
        };
        parse().ok_or(NotNoted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_read_as_written() {
        let head = NotedHead {
            chain: 15,
            entries: 1_042,
            hash: std::array::from_fn(|n| u8::try_from(n * 8).unwrap()),
        };
        let line = head.to_string();
        assert!(line.starts_with("chain 15: 1042 entries, 000810"), "{line}");
        assert_eq!(line.parse(), Ok(head));
        assert_eq!(format!("  {line}\n").parse(), Ok(head));
        for wrong in [
            "",
            "The log holds 3 entries.",
            &line.replace("15", "16"),
            &line.replace("1042", "-1"),
            &line[..line.len() - 1],
            &line.replace("08", "0é"),
            &line.replace("08", "+8"),
        ] {
            assert_eq!(wrong.parse::<NotedHead>(), Err(NotNoted), "{wrong}");
        }
    }
}
