//! Whether the numbers of a block are such as its reader can take: it adds up differences and
//! multiplies without looking whether that goes beyond what a number holds, and takes every kind of
//! member for one that it knows.

use super::blob::{Fields, Part};

/// Numbers of things and coordinates: no planet has so many, and a million times as many can still
/// be counted.
const NUMBER_MAX: i64 = 1 << 40;
/// Numbers of users and of their names.
const USER_MAX: i64 = 1 << 30;
/// Billionths of a degree in a unit of a block.
const GRANULARITY_MAX: u64 = 1_000_000;
/// Billionths of a degree from which a block counts.
const OFFSET_MAX: u64 = 1 << 60;
/// Kinds of members: points, ways, relations.
const MEMBER_KINDS: u64 = 3;

/// Whether all numbers of a block of things are sound.
pub(super) fn is_sound(block: &[u8]) -> bool {
    fields(block).all(|(field, part)| match (field, part) {
        (2, Part::Bytes(group)) => fields(group).all(|(field, part)| match (field, part) {
            (1, Part::Bytes(node)) => coordinates(node),
            (2, Part::Bytes(points)) => differences(points, &[1, 8, 9], NUMBER_MAX, true),
            (3, Part::Bytes(way)) => differences(way, &[8], NUMBER_MAX, false),
            (4, Part::Bytes(relation)) => {
                differences(relation, &[9], NUMBER_MAX, false) && kinds(relation)
            }
            _ => true,
        }),
        (17, Part::Number(granularity)) => (1..=GRANULARITY_MAX).contains(&granularity),
        (19 | 20, Part::Number(offset)) => (offset as i64).unsigned_abs() <= OFFSET_MAX,
        _ => true,
    })
}

/// The fields of a message that is whole.
fn fields(message: &[u8]) -> impl Iterator<Item = (u64, Part<'_>)> {
    Fields(message).flatten()
}

/// A signed number as it is written.
fn signed(number: u64) -> i64 {
    (number >> 1) as i64 ^ -((number & 1) as i64)
}

/// The coordinates of a point that stands alone.
fn coordinates(node: &[u8]) -> bool {
    fields(node).all(|(field, part)| match (field, part) {
        (8 | 9, Part::Number(number)) => signed(number).unsigned_abs() <= NUMBER_MAX as u64,
        _ => true,
    })
}

/// Whether differences in these fields of a message never add up to more than `max`; and those of
/// who wrote it, where it says that.
fn differences(message: &[u8], of: &[u64], max: i64, has_authors: bool) -> bool {
    of.iter().all(|wanted| {
        let mut sum = 0_i64;
        let own = fields(message).filter(|(field, _)| field == wanted);
        own.flat_map(|(_, part)| numbers(part)).all(|number| {
            sum = sum.saturating_add(signed(number));
            sum.unsigned_abs() <= max as u64
        })
    }) && (!has_authors
        || fields(message).all(|(field, part)| match (field, part) {
            (5, Part::Bytes(authors)) => {
                differences(authors, &[2, 3], NUMBER_MAX, false)
                    && differences(authors, &[4, 5], USER_MAX, false)
            }
            _ => true,
        }))
}

fn kinds(relation: &[u8]) -> bool {
    let kinds = fields(relation).filter(|(field, _)| *field == 10);
    kinds.flat_map(|(_, part)| numbers(part)).all(|kind| kind < MEMBER_KINDS)
}

/// The numbers of a field, one or many.
fn numbers(part: Part<'_>) -> impl Iterator<Item = u64> {
    let (one, mut many) = match part {
        Part::Number(number) => (Some(number), Fields(&[])),
        Part::Bytes(bytes) => (None, Fields(bytes)),
    };
    one.into_iter().chain(std::iter::from_fn(move || many.number()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A field with bytes.
    fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
        [&[number << 3 | 2, bytes.len() as u8], bytes].concat()
    }

    #[test]
    fn kinds_of_members_sums_and_scales_are_looked_at() {
        let group = |thing: u8, inside: &[u8]| field(2, &field(thing, inside));
        assert!(is_sound(&group(4, &field(10, &[0, 1, 2]))));
        assert!(!is_sound(&group(4, &field(10, &[0, 3]))));
        assert!(!is_sound(&group(4, &[10 << 3, 3])), "not packed");
        // Each difference is allowed, but not all of them together.
        let large = [0x80, 0x80, 0x80, 0x80, 0x80, 0x30];
        for (thing, numbers) in [(2, 1), (2, 8), (2, 9), (3, 8), (4, 9)] {
            assert!(is_sound(&group(thing, &field(numbers, &large))), "{thing} {numbers}");
            let twice = [large, large].concat();
            assert!(!is_sound(&group(thing, &field(numbers, &twice))), "{thing} {numbers}");
        }
        assert!(!is_sound(&group(1, &[&[8 << 3][..], &large[..5], &[0x60]].concat())));
        assert!(is_sound(&[0x88, 0x01, 100]) && !is_sound(&[0x88, 0x01, 0]), "granularity");
    }
}
