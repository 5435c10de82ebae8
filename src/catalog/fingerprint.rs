//! A hash that tells whether two catalogues say the same.

use super::Catalog;
use super::quantity::Quantity;

/// FNV-1a over ids, fields and the bits of the values; equal on every platform.
pub(super) fn of(catalog: &Catalog) -> u64 {
    let chips = catalog.chips().iter().map(|c| entry("chip", &c.id, "", c.numeric_fields()));
    let links = catalog.links().iter().map(|l| entry("link", &l.id, "", l.numeric_fields()));
    let systems = catalog.systems().iter().map(|s| {
        let chip = s.chip.as_deref().unwrap_or("");
        entry("system", &s.id, chip, s.numeric_fields())
    });
    let clusters =
        catalog.clusters().iter().map(|c| entry("cluster", &c.id, "", c.numeric_fields()));
    let models = catalog.models().iter().map(|m| {
        let mut hash = Fnv::new();
        // Every field of a model is a shape or says where shapes come from.
        hash.text(&format!("{m:?}"));
        hash.0
    });
    // A sum does not depend on the order of the files.
    chips.chain(links).chain(systems).chain(clusters).chain(models).fold(0, u64::wrapping_add)
}

fn entry<'a>(
    sort: &str,
    id: &str,
    refers_to: &str,
    numbers: impl Iterator<Item = (String, &'a Quantity)>,
) -> u64 {
    let mut hash = Fnv::new();
    for text in [sort, id, refers_to] {
        hash.text(text);
    }
    for (field, quantity) in numbers {
        hash.text(&field);
        hash.bytes(&quantity.value.to_bits().to_le_bytes());
    }
    hash.0
}

struct Fnv(u64);

impl Fnv {
    fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    fn text(&mut self, text: &str) {
        self.bytes(text.as_bytes());
        // Keeps "ab" + "c" apart from "a" + "bc".
        self.bytes(&[0]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_fnv1a() {
        let mut hash = Fnv::new();
        hash.bytes(b"a");
        assert_eq!(hash.0, 0xaf63_dc4c_8601_ec8c);
    }
}
