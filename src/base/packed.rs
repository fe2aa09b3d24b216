//! Bytes that only the program that wrote them reads again: for what is kept to save work and can
//! be made anew. Dense ids stand for themselves in them, so that they mean nothing beside another
//! map. What is kept for good, and what digests run over, is [`record`](super::record)'s.

use super::key::Key;
use super::time::{Duration, Time};

/// Something that is packed into bytes: little-endian, fixed width, lists with their length.
pub trait Packed: Sized {
    /// Appends the bytes.
    fn pack(&self, out: &mut Vec<u8>);
    /// Takes them from the front of `bytes`; none where they are no such thing.
    fn unpack(bytes: &mut &[u8]) -> Option<Self>;
}

/// Types that are numbers.
macro_rules! packed_numbers {
    ($($type:ty)*) => {$(
        impl Packed for $type {
            fn pack(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                let (number, rest) = bytes.split_first_chunk()?;
                *bytes = rest;
                Some(Self::from_le_bytes(*number))
            }
        }
    )*};
}

packed_numbers! { u8 u16 u32 u64 i64 f64 }

impl Packed for bool {
    fn pack(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        match u8::unpack(bytes)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl Packed for Key {
    fn pack(&self, out: &mut Vec<u8>) {
        self.0.pack(out);
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        u64::unpack(bytes).map(Self)
    }
}

impl Packed for Time {
    fn pack(&self, out: &mut Vec<u8>) {
        self.milliseconds().pack(out);
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        u64::unpack(bytes).map(Self::from_milliseconds)
    }
}

impl Packed for Duration {
    fn pack(&self, out: &mut Vec<u8>) {
        self.milliseconds().pack(out);
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        u64::unpack(bytes).map(Self::from_milliseconds)
    }
}

impl<P: Packed> Packed for Option<P> {
    fn pack(&self, out: &mut Vec<u8>) {
        self.is_some().pack(out);
        if let Some(packed) = self {
            packed.pack(out);
        }
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        if bool::unpack(bytes)? { P::unpack(bytes).map(Some) } else { Some(None) }
    }
}

impl<P: Packed> Packed for Vec<P> {
    fn pack(&self, out: &mut Vec<u8>) {
        (self.len() as u64).pack(out);
        for packed in self {
            packed.pack(out);
        }
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let count = usize::try_from(u64::unpack(bytes)?).ok()?;
        // No longer than what is left, whatever the count says.
        let mut list = Self::with_capacity(count.min(bytes.len()));
        for _ in 0..count {
            list.push(P::unpack(bytes)?);
        }
        Some(list)
    }
}

impl<P: Packed, const COUNT: usize> Packed for [P; COUNT] {
    fn pack(&self, out: &mut Vec<u8>) {
        for packed in self {
            packed.pack(out);
        }
    }
    fn unpack(bytes: &mut &[u8]) -> Option<Self> {
        let list: Option<Vec<P>> = (0..COUNT).map(|_| P::unpack(bytes)).collect();
        list?.try_into().ok()
    }
}

/// Packs a struct field by field. One that is not named here does not compile.
macro_rules! packed_struct {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::base::packed::Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                let Self { $($field),* } = self;
                $($crate::base::packed::Packed::pack($field, out);)*
            }
            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                Some(Self { $($field: $crate::base::packed::Packed::unpack(bytes)?),* })
            }
        }
    };
}
pub(crate) use packed_struct;

/// Packs an enum: its variants with a number each, then their fields by name or place. A variant
/// that is not named here does not compile.
macro_rules! packed_enum {
    ($name:ident { $($tag:literal $variant:ident { $($field:tt $local:ident),* },)* }) => {
        impl $crate::base::packed::Packed for $name {
            fn pack(&self, out: &mut Vec<u8>) {
                match self {
                    $(Self::$variant { $($field: $local),* } => {
                        out.push($tag);
                        $($crate::base::packed::Packed::pack($local, out);)*
                    })*
                }
            }
            fn unpack(bytes: &mut &[u8]) -> Option<Self> {
                match <u8 as $crate::base::packed::Packed>::unpack(bytes)? {
                    $($tag => Some(Self::$variant {
                        $($field: $crate::base::packed::Packed::unpack(bytes)?),*
                    }),)*
                    _ => None,
                }
            }
        }
    };
}
pub(crate) use packed_enum;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, PartialEq)]
    enum Shape {
        Point,
        Line(u8, u64),
        Lake { depth_m: f64 },
    }
    packed_enum!(Shape { 0 Point {}, 1 Line { 0 one, 1 other }, 2 Lake { depth_m depth_m }, });

    #[derive(Debug, PartialEq)]
    struct Sheet {
        key: Key,
        shapes: Vec<Shape>,
        at: Option<Time>,
        sums: [Vec<f64>; 2],
    }
    packed_struct!(Sheet { key, shapes, at, sums });

    fn sheet() -> Sheet {
        let shapes = vec![Shape::Point, Shape::Line(3, u64::MAX), Shape::Lake { depth_m: -0.1 }];
        let at = Some(Time::from_minutes(7));
        Sheet { key: Key(5), shapes, at, sums: [vec![1e-300], Vec::new()] }
    }

    #[test]
    fn what_is_packed_comes_out_as_it_was_and_nothing_shorter_does() {
        let mut bytes = Vec::new();
        sheet().pack(&mut bytes);
        for length in 0..bytes.len() {
            assert_eq!(Sheet::unpack(&mut &bytes[..length]), None, "{length}");
        }
        let mut rest = &*bytes;
        assert_eq!(Sheet::unpack(&mut rest), Some(sheet()));
        assert!(rest.is_empty());
    }

    proptest! {
        #[test]
        fn what_lies_there_is_none_or_itself(bytes in prop::collection::vec(0..=255_u8, 0..64)) {
            let mut rest = &*bytes;
            if let Some(sheet) = Sheet::unpack(&mut rest) {
                let mut again = Vec::new();
                sheet.pack(&mut again);
                prop_assert_eq!(&again[..], &bytes[..bytes.len() - rest.len()]);
            }
        }
    }
}
